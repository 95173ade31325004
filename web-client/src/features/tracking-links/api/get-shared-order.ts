import { queryOptions } from "@tanstack/react-query";
import * as v from "valibot";
import { requestJson } from "@/lib/api-client";
import { accepting, optionalText } from "@/lib/schema";
import { stepsFromTimestamps } from "@/features/orders/order-steps";
import { keepNewest } from "@/features/orders/tracked-order";
import { applyOrderEvents, type LiveOrder } from "@/features/orders/live/apply-order-event";
import { orderStatusSchema } from "@/features/orders/order-status";
import type { components } from "@/wire/api";

const answer = accepting<components["schemas"]["Shared"]>()(
  v.object({
    order: v.object({
      orderId: v.string(),
      status: orderStatusSchema,
      trackingNumber: optionalText,
      estimatedDelivery: optionalText,
      updatedAt: v.string(),
      seq: v.number(),
      orderDate: v.string(),
      confirmedAt: optionalText,
      processingAt: optionalText,
      shippedAt: optionalText,
      deliveredAt: optionalText,
      cancelledAt: optionalText,
    }),
    events: v.array(v.object({ seq: v.number(), status: orderStatusSchema, createdAt: v.string() })),
  }),
);

export type SharedOrder = v.InferOutput<typeof answer>["order"] & LiveOrder;

async function getSharedOrder(ticket: string, signal: AbortSignal): Promise<SharedOrder> {
  const { order, events } = await requestJson(`/track/${encodeURIComponent(ticket)}`, answer, { signal });
  if (events.length === 0) return { ...order, steps: stepsFromTimestamps({ ...order, createdAt: order.orderDate }) };
  const steps = events
    .filter((event) => event.seq <= order.seq)
    .map((event, index, known) => ({ ...event, from: known[index - 1]?.status }));
  const later = events
    .filter((event) => event.seq > order.seq)
    .map((event) => ({ ...event, orderId: order.orderId, updatedAt: event.createdAt }));
  return applyOrderEvents({ ...order, steps }, later).order;
}

export function sharedOrderQuery(ticket: string) {
  return queryOptions({
    queryKey: ["shared-order", ticket],
    queryFn: ({ signal }) => getSharedOrder(ticket, signal),
    structuralSharing: keepNewest,
  });
}
