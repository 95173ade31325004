import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useI18n } from "@/i18n/i18n-context";
import type { StatusChange } from "../api/update-status";
import type { MoveProblem } from "../use-move-order";

interface MoveProblemDialogProps {
  problem: MoveProblem;
  onClose: () => void;
  onForce: () => void;
}

const hasDetails = ({ status: _status, ...details }: StatusChange) => Object.keys(details).length > 0;

/** Someone else was first, or the order cannot go there: said plainly, with the way on. */
export function MoveProblemDialog({ problem, onClose, onForce }: MoveProblemDialogProps) {
  const { t, format } = useI18n();
  if (problem.kind === "impossible") {
    return (
      <Dialog
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
          <Button onClick={onClose}>{t("app.close")}</Button>
        </div>
      </Dialog>
    );
  }
  const theirs = t(`status.${problem.theirs.status}`);
  const mine = t(`status.${problem.mine.status}`);
  return (
    <Dialog
      title={t("admin.conflictTitle")}
      description={t("admin.conflict", {
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
          <Button look="danger" onClick={onForce}>
            {problem.theirs.status === problem.mine.status ? t("admin.conflictForceDetails") : t("admin.conflictForce", { mine })}
          </Button>
        )}
        <Button onClick={onClose}>{t("admin.conflictKeep", { theirs })}</Button>
      </div>
    </Dialog>
  );
}
