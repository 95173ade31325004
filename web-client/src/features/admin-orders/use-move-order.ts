import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as v from "valibot";
import { say, sayProblem } from "@/components/ui/toast";
import { problemOf } from "@/features/orders/order-words";
import { useI18n } from "@/i18n/i18n-context";
import { ApiError } from "@/lib/api-client";
import { orderStatusSchema } from "@/realtime/socket-events";
import type { OrderStatus } from "@/wire/events";
import { adminOrdersKey, type AdminOrder } from "./api/list-admin-orders";
import { standingSchema, updateStatus, type Standing, type StatusChange } from "./api/update-status";
import { changeRows, withStanding } from "./board-cache";

/** Why a move was not made, with what the admin needs to decide. */
export type MoveProblem =
  | { kind: "conflict"; orderId: string; before: OrderStatus; mine: StatusChange; theirs: Standing & { seq: number } }
  | { kind: "impossible"; orderId: string; from: OrderStatus; to: OrderStatus; allowed: OrderStatus[] };

interface Move {
  order: Pick<AdminOrder, "orderId" | "status" | "seq">;
  change: StatusChange;
}

const conflictBody = v.object({ order: v.object({ ...standingSchema.entries, seq: v.number() }) });
const impossibleBody = v.object({ from: orderStatusSchema, to: orderStatusSchema, allowed: v.fallback(v.array(orderStatusSchema), []) });

function readProblem(error: unknown, { order, change }: Move): MoveProblem | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.status === 412) {
    const body = v.safeParse(conflictBody, error.body);
    if (body.success) return { kind: "conflict", orderId: order.orderId, before: order.status, mine: change, theirs: body.output.order };
  }
  if (error.code === "invalid_transition") {
    const body = v.safeParse(impossibleBody, error.body);
    if (body.success) return { kind: "impossible", orderId: order.orderId, ...body.output };
  }
  return undefined;
}

/** Moves one order: on the screen at once, taken back when the server says no. */
export function useMoveOrder({ onMoved }: { onMoved: (now: Standing) => void }) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const [problem, setProblem] = useState<MoveProblem>();
  const mutation = useMutation({
    mutationFn: ({ order, change }: Move) => updateStatus(order.orderId, change, order.seq),
    onMutate: async ({ order, change }) => {
      await queryClient.cancelQueries({ queryKey: adminOrdersKey });
      changeRows(queryClient, (row) => (row.orderId === order.orderId ? { ...row, status: change.status, pending: true } : row));
    },
    onSuccess: ({ order: now, followers }) => {
      changeRows(queryClient, (row) => {
        const next = withStanding(row, now);
        // An answer without a number still ends the waiting.
        return next.orderId === now.orderId && next.pending === true ? { ...next, pending: false } : next;
      });
      onMoved(now);
      void queryClient.invalidateQueries({ queryKey: ["orders", now.orderId] });
      void queryClient.invalidateQueries({ queryKey: ["order-events", now.orderId] });
      const told = followers === undefined ? "" : followers === 0 ? t("admin.noFollowers") : t("admin.followers", { count: followers });
      say(`${t("admin.done", { id: now.orderId, status: t(`status.${now.status}`) })} ${told}`.trim());
    },
    onError: (error, move) => {
      const { order } = move;
      changeRows(queryClient, (row) =>
        // News that arrived meanwhile stay; only our own guess is taken back.
        row.orderId === order.orderId && row.pending === true ? { ...row, status: order.status, pending: false } : row,
      );
      const found = readProblem(error, move);
      if (found?.kind === "conflict") changeRows(queryClient, (row) => withStanding(row, found.theirs));
      if (found) setProblem(found);
      else sayProblem(problemOf(error, t));
      void queryClient.invalidateQueries({ queryKey: adminOrdersKey });
    },
  });
  return {
    /** `order` is what the admin saw when they decided: a later change is somebody else's, and is shown. */
    move: (order: Move["order"], change: StatusChange) => {
      mutation.mutate({ order: { orderId: order.orderId, status: order.status, seq: order.seq }, change });
    },
    problem,
    dismissProblem: () => {
      setProblem(undefined);
    },
  };
}
