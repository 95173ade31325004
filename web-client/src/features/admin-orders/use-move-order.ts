import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import * as v from "valibot";
import { toast, toastProblem } from "@/components/ui/toast";
import { problemOf } from "@/i18n/problem";
import { ApiError } from "@/lib/api-client";
import { orderStatusSchema } from "@/features/orders/order-status";
import type { OrderStatus } from "@/wire/events";
import { adminOrdersKey, type AdminOrder } from "./api/list-admin-orders";
import { standingSchema, updateStatus, type Standing, type StatusChange } from "./api/update-status";
import { changeRows, withStanding } from "./board-cache";
import { isUnderWay, movesKey, type Asked } from "./optimistic-moves";
import { useAdminMessages } from "./messages";

/** Why a move was not made, with what the admin needs to decide. */
export type MoveProblem =
  | { kind: "conflict"; orderId: string; before: OrderStatus; mine: StatusChange; theirs: Standing & { seq: number }; byMe: boolean }
  | { kind: "impossible"; orderId: string; from: OrderStatus; to: OrderStatus; allowed: OrderStatus[] };

interface Move extends Asked {
  orderId: string;
  /** Where the admin saw it. */
  before: OrderStatus;
}

const conflictBody = v.object({ order: v.object({ ...standingSchema.entries, seq: v.number() }) });
const impossibleBody = v.object({ from: orderStatusSchema, to: orderStatusSchema, allowed: v.fallback(v.array(orderStatusSchema), []) });

function readProblem(error: unknown, { orderId, before, change }: Move): MoveProblem | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.status === 412) {
    const body = v.safeParse(conflictBody, error.body);
    if (body.success) return { kind: "conflict", orderId, before, mine: change, theirs: body.output.order, byMe: false };
  }
  if (error.code === "invalid_transition") {
    const body = v.safeParse(impossibleBody, error.body);
    if (body.success) return { kind: "impossible", orderId, ...body.output };
  }
  return undefined;
}

/** Whether the server may have made a move though it did not say so: the answer was lost, or could not be given. */
const mayBeDone = (error: unknown) => !(error instanceof ApiError) || error.status >= 500;

/** Whether what an order is now is what an earlier move without an answer made of it. */
function isDoneBy(earlier: Move | undefined, orderId: string, theirs: Standing & { seq: number }): boolean {
  return earlier !== undefined && theirs.status === earlier.change.status && theirs.seq === (earlier.seen[orderId] ?? 0) + 1;
}

/** What a change brings beside the status: parcel number, day, note. */
export const hasDetails = ({ status: _status, ...details }: StatusChange) => Object.keys(details).length > 0;

/** Moves one order, if it is still as the admin saw it. Until the answer it is shown as moved: see {@link withPendingMove}. */
export function useMoveOrder({ onMoved }: { onMoved: (now: Standing) => void }) {
  const { t } = useAdminMessages();
  const queryClient = useQueryClient();
  // Two moves in a row may both find that someone was first: each is asked about.
  const [problems, setProblems] = useState<readonly MoveProblem[]>([]);
  // The last move of each order that got no answer: if it was made all the same, nobody else was first.
  const unanswered = useRef(new Map<string, Move>());
  const addProblem = (found: MoveProblem) => {
    setProblems((before) => [...before, found]);
  };
  const onDone = (now: Standing, told: string) => {
    changeRows(queryClient, (row) => withStanding(row, now));
    onMoved(now);
    void queryClient.invalidateQueries({ queryKey: ["orders", now.orderId] });
    void queryClient.invalidateQueries({ queryKey: ["order-events", now.orderId] });
    toast(`${t("admin.done", { id: now.orderId, status: t(`status.${now.status}`) })} ${told}`.trim());
  };
  const mutation = useMutation({
    mutationKey: [...movesKey, "one"],
    mutationFn: ({ orderId, seen, change }: Move) => updateStatus(orderId, change, seen[orderId] ?? 0),
    onSuccess: ({ order: now, followers }) => {
      onDone(now, followers === undefined ? "" : followers === 0 ? t("admin.noFollowers") : t("admin.followers", { count: followers }));
    },
    onError: (error, move) => {
      let found = readProblem(error, move);
      if (found?.kind === "conflict") {
        const { theirs, mine } = found;
        changeRows(queryClient, (row) => withStanding(row, theirs));
        found = { ...found, byMe: isDoneBy(unanswered.current.get(move.orderId), move.orderId, theirs) };
        if (found.byMe && theirs.status === mine.status && !hasDetails(mine)) {
          onDone(theirs, "");
          return;
        }
      }
      if (mayBeDone(error)) unanswered.current.set(move.orderId, move);
      if (found) addProblem(found);
      else toastProblem(problemOf(error, t));
      void queryClient.invalidateQueries({ queryKey: adminOrdersKey });
    },
  });
  return {
    /** `order` is what the admin saw when they decided: a later change is somebody else's, and is shown. */
    move: ({ orderId, status, seq }: Pick<AdminOrder, "orderId" | "status" | "seq">, change: StatusChange) => {
      // One at a time: a second would find the first, and be told that someone was first.
      if (isUnderWay(queryClient, [orderId])) return;
      mutation.mutate({ orderId, before: status, seen: { [orderId]: seq }, change });
    },
    problem: problems[0],
    dismissProblem: () => {
      setProblems(([, ...others]) => others);
    },
  };
}
