import { Dialog } from "@/components/ui/dialog";
import { StepButton } from "@/components/ui/step-button";
import { StatusMark } from "@/features/orders/components/status-mark";
import { reasonOf } from "@/i18n/problem";
import { orderStatuses } from "@/wire/order-status";
import type { BulkResult } from "../api/bulk-update-status";
import type { StatusChange } from "../api/update-status";
import { MoveDialog } from "./move-dialog";
import { useAdminMessages } from "../messages";

/** Asks where the selected orders shall go. */
export function BulkMove({ count, busy, onMove, onClose }: { count: number; busy: boolean; onMove: (change: StatusChange) => void; onClose: () => void }) {
  const { t } = useAdminMessages();
  return (
    <MoveDialog
      title={t("admin.bulkTitle", { count })}
      statuses={orderStatuses}
      initial="confirmed"
      submit={t("admin.applyBulk", { count })}
      busy={busy}
      onMove={onMove}
      onClose={onClose}
    />
  );
}

/** Tells of each order that could not be moved, and why. */
export function BulkResultDialog({ result: { successful, failed, details }, onClose }: { result: BulkResult; onClose: () => void }) {
  const { t } = useAdminMessages();
  return (
    <Dialog unbidden title={t("admin.bulkResult")} description={t("admin.bulkDone", { count: successful })} onClose={onClose}>
      <p className="mb-2 font-medium text-clay">{t("admin.bulkFailed", { count: failed })}</p>
      <ul className="divide-y divide-line">
        {details
          .filter((detail) => !detail.success)
          .map((detail) => (
            <li key={detail.orderId} className="flex justify-between gap-4 py-2">
              <span className="font-medium tabular">{detail.orderId}</span>
              <span className="text-right text-muted">
                {reasonOf(detail.code ?? "internal", t)}
                {detail.order && <StatusMark status={detail.order.status} className="mt-1 justify-end text-ink" />}
              </span>
            </li>
          ))}
      </ul>
      <div className="mt-6 flex justify-end">
        <StepButton fresh meaning="close" onClick={onClose}>
          {t("app.close")}
        </StepButton>
      </div>
    </Dialog>
  );
}
