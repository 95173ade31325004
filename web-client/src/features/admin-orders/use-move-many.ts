import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast, toastProblem } from "@/components/ui/toast";
import { problemOf } from "@/i18n/problem";
import { bulkUpdateStatus, type BulkResult } from "./api/bulk-update-status";
import { adminOrdersKey } from "./api/list-admin-orders";
import type { StatusChange } from "./api/update-status";
import { changeRows, withStanding } from "./board-cache";
import { isUnderWay, movesKey, type Asked } from "./optimistic-moves";
import type { Selection } from "./selection";
import { useAdminMessages } from "./messages";

/** Moves each of many orders that is still as the admin saw it, and keeps the result until it was read. */
export function useMoveMany({ onMoved }: { onMoved: () => void }) {
  const { t } = useAdminMessages();
  const queryClient = useQueryClient();
  const [result, setResult] = useState<BulkResult>();
  const mutation = useMutation({
    mutationKey: [...movesKey, "many"],
    mutationFn: ({ seen, change }: Asked) => bulkUpdateStatus(seen, change),
    onSuccess: (answer) => {
      for (const { orderId, order, status, seq, updatedAt } of answer.details) {
        const now = order ?? (status === undefined ? undefined : { orderId, status, seq, updatedAt });
        if (now) changeRows(queryClient, (row) => withStanding(row, now));
      }
      onMoved();
      if (answer.failed === 0) toast(t("admin.bulkDone", { count: answer.successful }));
      else setResult(answer);
    },
    onError: (error) => {
      toastProblem(problemOf(error, t));
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: adminOrdersKey });
      void queryClient.invalidateQueries({ queryKey: ["order-events"] });
    },
  });
  return {
    moveMany: (seen: Selection, change: StatusChange) => {
      if (!isUnderWay(queryClient, Object.keys(seen))) mutation.mutate({ seen, change });
    },
    result,
    dismissResult: () => {
      setResult(undefined);
    },
  };
}
