import { Dialog } from "@/components/ui/dialog";
import { StepButton } from "@/components/ui/step-button";
import { hasDetails, type MoveProblem } from "../use-move-order";
import { useAdminMessages } from "../messages";

interface MoveProblemDialogProps {
  problem: MoveProblem;
  onClose: () => void;
  onForce: () => void;
}

/** Someone else was first, or the order cannot go there: said plainly, with the way on. */
export function MoveProblemDialog({ problem, onClose, onForce }: MoveProblemDialogProps) {
  const { t, format } = useAdminMessages();
  if (problem.kind === "impossible") {
    return (
      <Dialog
        unbidden
        title={t("admin.notPossibleTitle")}
        description={t("admin.notPossible", { id: problem.orderId, from: t(`status.${problem.from}`), to: t(`status.${problem.to}`) })}
        onClose={onClose}
      >
        <p>
          {problem.allowed.length === 0
            ? t("admin.allowedNone")
            : t("admin.allowed", { list: format.list(problem.allowed.map((status) => t(`status.${status}`))) })}
        </p>
        <div className="mt-6 flex justify-end">
          <StepButton fresh meaning="close" onClick={onClose}>
            {t("app.close")}
          </StepButton>
        </div>
      </Dialog>
    );
  }
  const theirs = t(`status.${problem.theirs.status}`);
  const mine = t(`status.${problem.mine.status}`);
  return (
    <Dialog
      unbidden
      title={t(problem.byMe ? "admin.ownTitle" : "admin.conflictTitle")}
      description={t(problem.byMe ? "admin.own" : "admin.conflict", {
        id: problem.orderId,
        theirs,
        mine,
        before: t(`status.${problem.before}`),
        time: problem.theirs.updatedAt === undefined ? "–" : format.time(problem.theirs.updatedAt),
      })}
      onClose={onClose}
    >
      <div className="mt-4 flex flex-wrap justify-end gap-3">
        {(problem.theirs.status !== problem.mine.status || hasDetails(problem.mine)) && (
          <StepButton fresh meaning="force" look="danger" onClick={onForce}>
            {problem.theirs.status === problem.mine.status ? t("admin.conflictForceDetails") : t("admin.conflictForce", { mine })}
          </StepButton>
        )}
        <StepButton fresh meaning="keep" onClick={onClose}>
          {t("admin.conflictKeep", { theirs })}
        </StepButton>
      </div>
    </Dialog>
  );
}
