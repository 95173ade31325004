import { replaceEqualDeep } from "@tanstack/react-query";
import { applyOrderEvents, type LiveOrder } from "./live/apply-order-event";
import type { Order, OrderEvent } from "./order-schema";
import { stepsFromTimestamps } from "./order-steps";

/** An order with its history: what the tracking page shows. */
export type TrackedOrder = Order & LiveOrder;

/** Puts together what two requests brought; the history may already know more than the order. */
export function trackedOrder(order: Order, events: readonly OrderEvent[] | undefined): TrackedOrder {
  if (events === undefined || events.length === 0) return { ...order, steps: stepsFromTimestamps(order) };
  const known = events.filter((event) => event.seq <= order.seq);
  const later = events.filter((event) => event.seq > order.seq);
  const start: TrackedOrder = { ...order, steps: known.map(({ kind: _kind, actor: _actor, ...step }) => step) };
  return applyOrderEvents(
    start,
    later.map((event) => ({ ...event, orderId: order.orderId, updatedAt: event.createdAt })),
  ).order;
}

/**
 * A reading that was under way while an event arrived is older than what is on the screen: it must not turn it back.
 * The query cache calls this for whatever is written.
 */
export function keepNewest(before: unknown, after: unknown): unknown {
  const older = before as LiveOrder | undefined;
  const newer = after as LiveOrder | undefined;
  if (older && newer && older.orderId === newer.orderId && older.seq > newer.seq) {
    const { status, trackingNumber, estimatedDelivery, updatedAt, seq, steps } = older;
    return { ...newer, status, trackingNumber, estimatedDelivery, updatedAt, seq, steps };
  }
  return replaceEqualDeep(before, after);
}
