import { queryOptions } from "@tanstack/react-query";
import * as v from "valibot";
import { requestJson } from "@/lib/api-client";
import { accepting } from "@/lib/schema";
import type { components } from "@/wire/api";
import { orderEventsSchema, orderSchema, type Order, type OrderEvent } from "../order-schema";
import { keepNewest, trackedOrder, type TrackedOrder } from "../tracked-order";

const answer = accepting<components["schemas"]["OrderAnswer"]>()(v.object({ order: orderSchema }));

export async function getOrder(orderId: string, signal: AbortSignal): Promise<Order> {
  const { order } = await requestJson(`/orders/${encodeURIComponent(orderId)}`, answer, { signal });
  return order;
}

async function getTrackedOrder(orderId: string, signal: AbortSignal): Promise<TrackedOrder> {
  const [order, events] = await Promise.all([
    getOrder(orderId, signal),
    getOrderEvents(orderId, signal).catch(() => undefined), // the order can be shown without
  ]);
  return trackedOrder(order, events);
}

export async function getOrderEvents(orderId: string, signal?: AbortSignal): Promise<OrderEvent[]> {
  const path = `/orders/${encodeURIComponent(orderId)}/events`;
  const { events } = await requestJson(path, orderEventsSchema, signal ? { signal } : {});
  return events;
}

export function orderQuery(orderId: string) {
  return queryOptions({
    queryKey: ["orders", orderId],
    queryFn: ({ signal }) => getTrackedOrder(orderId, signal),
    structuralSharing: keepNewest,
  });
}
