import { queryOptions } from "@tanstack/react-query";
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

export const myOrdersQuery = queryOptions({
  queryKey: ["my-orders"],
  queryFn: ({ signal }) => listOrders(signal),
});
