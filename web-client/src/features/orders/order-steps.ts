import type { OrderStep } from "./live/apply-order-event";
import type { OrderStatus } from "@/wire/events";

/** The way an order goes when nothing goes wrong. */
export const journey = ["pending", "confirmed", "processing", "shipped", "delivered"] as const satisfies readonly OrderStatus[];

/** A station that another leads to. */
type NextStatus = Exclude<(typeof journey)[number], "pending">;

/** Where on the way a status is, from 1; none for an order that left it. */
export function stepOf(status: OrderStatus): number | undefined {
  const index = (journey as readonly OrderStatus[]).indexOf(status);
  return index < 0 ? undefined : index + 1;
}

export function nextOf(status: OrderStatus): NextStatus | undefined {
  const step = stepOf(status);
  return step === undefined ? undefined : (journey.slice(1) as NextStatus[])[step - 1];
}

export function isMoving(status: OrderStatus): boolean {
  return status !== "delivered" && status !== "cancelled" && status !== "refunded";
}

/** What a step of the history was: a move, a move back, or a change of the delivery's details only. */
export function kindOfStep(step: Pick<OrderStep, "from" | "status">): "forward" | "back" | "details" {
  if (step.from === step.status) return "details";
  const before = step.from === undefined ? undefined : stepOf(step.from);
  const after = stepOf(step.status);
  return before !== undefined && after !== undefined && after < before ? "back" : "forward";
}

/** Whether the day on which an order was expected is over. */
export function isOverdue(estimatedDelivery: string, now = Date.now()): boolean {
  const day = new Date(estimatedDelivery);
  day.setHours(23, 59, 59, 999);
  return day.getTime() < now;
}

interface Timestamps {
  status: OrderStatus;
  createdAt: string;
  confirmedAt?: string | undefined;
  processingAt?: string | undefined;
  shippedAt?: string | undefined;
  deliveredAt?: string | undefined;
  cancelledAt?: string | undefined;
  seq: number;
}

/** A history from the order's own timestamps, for when the event history cannot be read. */
export function stepsFromTimestamps(order: Timestamps): OrderStep[] {
  const known: [OrderStatus, string | undefined][] = [
    ["pending", order.createdAt],
    ["confirmed", order.confirmedAt],
    ["processing", order.processingAt],
    ["shipped", order.shippedAt],
    ["delivered", order.deliveredAt],
    ["cancelled", order.cancelledAt],
  ];
  return known
    .flatMap(([status, createdAt]) => (createdAt === undefined ? [] : [{ status, createdAt }]))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
    .map((step, index, steps) => ({ ...step, seq: index + 1, from: steps[index - 1]?.status }));
}
