import type { AdminOrder } from "./api/list-admin-orders";

/** The orders that are chosen, each with the `seq` that it was seen at: a move of many is of what the admin saw. */
export type Selection = Readonly<Record<string, number>>;

/** The selection once these orders are what is chosen: those chosen before stay as they were seen then. Pure. */
export function selecting(before: Selection, chosen: readonly string[], orders: readonly AdminOrder[]): Selection {
  const seqs = new Map(orders.map((order) => [order.orderId, order.seq]));
  return Object.fromEntries(chosen.map((orderId) => [orderId, before[orderId] ?? seqs.get(orderId) ?? 0]));
}
