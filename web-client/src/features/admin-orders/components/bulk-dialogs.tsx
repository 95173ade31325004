import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { say, sayProblem } from "@/components/ui/toast";
import { StatusMark } from "@/features/orders/components/status-mark";
import { problemOf, reasonOf } from "@/features/orders/order-words";
import { useI18n } from "@/i18n/i18n-context";
import { orderStatuses } from "@/realtime/socket-events";
import { bulkUpdateStatus } from "../api/bulk-update-status";
import { adminOrdersKey } from "../api/list-admin-orders";
import type { StatusChange } from "../api/update-status";
import type { Selection } from "../selection";
import { MoveDialog } from "./move-dialog";

interface BulkMoveProps {
  selection: Selection;
  onClose: () => void;
  /** Called with the orders that were moved. */
  onMoved: () => void;
}

/** Moves all selected orders, and tells of each that could not be moved, and why. */
export function BulkMove({ selection, onClose, onMoved }: BulkMoveProps) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const count = Object.keys(selection).length;
  const moving = useMutation({
    mutationFn: (change: StatusChange) => bulkUpdateStatus(selection, change),
    onSuccess: (results) => {
      onMoved();
      if (results.failed === 0) {
        say(t("admin.bulkDone", { count: results.successful }));
        onClose();
      }
    },
    onError: (error) => {
      sayProblem(problemOf(error, t));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: adminOrdersKey }),
  });
  if (moving.data && moving.data.failed > 0) {
    const { successful, failed, details } = moving.data;
    return (
      <Dialog title={t("admin.bulkResult")} description={t("admin.bulkDone", { count: successful })} onClose={onClose}>
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
          <Button onClick={onClose}>{t("app.close")}</Button>
        </div>
      </Dialog>
    );
  }
  return (
    <MoveDialog
      title={t("admin.bulkTitle", { count: count })}
      statuses={orderStatuses}
      initial="confirmed"
      submit={t("admin.applyBulk", { count: count })}
      busy={moving.isPending}
      onMove={(change) => {
        moving.mutate(change);
      }}
      onClose={onClose}
    />
  );
}
