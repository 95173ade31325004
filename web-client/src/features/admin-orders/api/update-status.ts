import * as v from "valibot";
import { requestJson } from "@/lib/api-client";
import { accepting, optionalNumber, optionalText } from "@/lib/schema";
import { orderStatusSchema } from "@/features/orders/order-status";
import type { OrderSnapshot, OrderStatus } from "@/wire/events";
import type { components } from "@/wire/api";

export interface StatusChange {
  status: OrderStatus;
  trackingNumber?: string;
  estimatedDelivery?: string;
  note?: string;
}

/** Where the server says an order stands. */
export const standingSchema = accepting<OrderSnapshot>()(
  v.object({
    orderId: v.string(),
    status: orderStatusSchema,
    trackingNumber: optionalText,
    estimatedDelivery: optionalText,
    updatedAt: optionalText,
    seq: optionalNumber,
  }),
);
export type Standing = v.InferOutput<typeof standingSchema>;

const answer = accepting<components["schemas"]["OrderMoved"]>()(v.object({ order: standingSchema, followers: optionalNumber }));

/** Moves an order, if it is still as we saw it. */
export function updateStatus(orderId: string, change: StatusChange, seenSeq: number) {
  return requestJson(`/orders/admin/${encodeURIComponent(orderId)}/status`, answer, {
    method: "PUT",
    body: change,
    headers: { "If-Match": `"${seenSeq.toString()}"` },
  });
}
