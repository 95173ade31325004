import { queryOptions, replaceEqualDeep } from "@tanstack/react-query";
import * as v from "valibot";
import { requestJson } from "@/lib/api-client";
import { accepting } from "@/lib/schema";
import type { components } from "@/wire/api";
import { orderSchema, type Order } from "../order-schema";

const answer = accepting<components["schemas"]["OrderList"]>()(v.object({ orders: v.array(orderSchema) }));

async function listOrders(signal: AbortSignal): Promise<Order[]> {
  const { orders } = await requestJson("/orders/my-orders", answer, { signal });
  return orders;
}

/** A reading that began before an event must not turn its order back: of each order the later one is kept. */
export function keepNewestOrders(before: unknown, after: unknown): unknown {
  const known = new Map((before as readonly Order[] | undefined)?.map((order) => [order.orderId, order]));
  const orders = (after as readonly Order[] | undefined)?.map((order) => {
    const shown = known.get(order.orderId);
    return shown && shown.seq > order.seq ? shown : order;
  });
  return replaceEqualDeep(before, orders);
}

export const myOrdersQuery = queryOptions({
  queryKey: ["my-orders"],
  queryFn: ({ signal }) => listOrders(signal),
  structuralSharing: keepNewestOrders,
});
