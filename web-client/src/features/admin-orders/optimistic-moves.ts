import { useMutationState, type QueryClient } from "@tanstack/react-query";
import type { Order } from "@/features/orders/order-schema";
import type { AdminOrder } from "./api/list-admin-orders";
import type { StatusChange } from "./api/update-status";
import type { Selection } from "./selection";

/** What one or many orders are asked to become: `seen` has the `seq` at which the admin saw each. */
export interface Asked {
  seen: Selection;
  change: StatusChange;
}

/** The key of every mutation whose variables are {@link Asked}. */
export const movesKey = ["admin-orders", "moves"] as const;

/**
 * The order as it is shown while the server has not answered: where it was asked to go, unless news of it came meanwhile. Pure.
 *
 * The pending status is laid over what the server said and never written into it, so an answer of any kind, or none, takes it away.
 */
export function withPendingMove(order: Order, asked: readonly Asked[]): AdminOrder {
  const mine = asked.findLast(({ seen }) => seen[order.orderId] !== undefined);
  if (!mine) return order;
  const isNews = order.seq > (mine.seen[order.orderId] ?? 0);
  return { ...order, status: isNews ? order.status : mine.change.status, pending: true };
}

/** Whether it is a move of one of these orders. */
export const isAbout = ({ seen }: Asked, orderIds: readonly string[]) => orderIds.some((orderId) => seen[orderId] !== undefined);

/** Whether one of these orders has been asked to move, and there is no answer. Known at once, before the page is drawn anew. */
export function isUnderWay(queryClient: QueryClient, orderIds: readonly string[]): boolean {
  return queryClient.isMutating({ mutationKey: movesKey, predicate: ({ state }) => isAbout(state.variables as Asked, orderIds) }) > 0;
}

/** Everything asked of the server that it has not answered. */
export function useAsked(): Asked[] {
  return useMutationState({
    filters: { mutationKey: movesKey, status: "pending" },
    select: (mutation) => mutation.state.variables as Asked,
  });
}
