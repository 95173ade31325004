import type { OrderStatus } from "@/wire/events";

/** What a change says about an order. Sandbox orders are not stored and carry no `seq`. */
export interface OrderChange {
  orderId: string;
  status: OrderStatus;
  trackingNumber?: string | undefined;
  estimatedDelivery?: string | undefined;
  updatedAt: string;
  seq?: number | undefined;
}

/** One step of an order's history. */
export interface OrderStep {
  seq: number;
  status: OrderStatus;
  from?: OrderStatus | undefined;
  trackingNumber?: string | undefined;
  estimatedDelivery?: string | undefined;
  createdAt: string;
}

/** The part of an order that moves. Pages keep more; what they keep travels along untouched. */
export interface LiveOrder {
  orderId: string;
  status: OrderStatus;
  trackingNumber?: string | undefined;
  estimatedDelivery?: string | undefined;
  updatedAt: string;
  seq: number;
  steps: readonly OrderStep[];
}

export type Applied<Order> =
  | { kind: "applied"; order: Order }
  /** We have this already, or something later. */
  | { kind: "duplicate" }
  /** At least one change between ours and this one has not arrived: ask for everything after `since`. */
  | { kind: "hole"; since: number }
  | { kind: "other-order" };

/** Old order + event = new order, or why not. Pure: the rules of recovery in small. */
export function applyOrderEvent<Order extends LiveOrder>(order: Order, event: OrderChange): Applied<Order> {
  if (event.orderId !== order.orderId) return { kind: "other-order" };
  if (event.seq !== undefined) {
    if (event.seq <= order.seq) return { kind: "duplicate" };
    if (event.seq > order.seq + 1) return { kind: "hole", since: order.seq };
  }
  const seq = event.seq ?? order.seq;
  const step: OrderStep = {
    seq,
    status: event.status,
    from: order.status,
    trackingNumber: event.trackingNumber,
    estimatedDelivery: event.estimatedDelivery,
    createdAt: event.updatedAt,
  };
  return {
    kind: "applied",
    order: {
      ...order,
      status: event.status,
      // The server says what is so now; a change that names no parcel does not take one away.
      trackingNumber: event.trackingNumber ?? order.trackingNumber,
      estimatedDelivery: event.estimatedDelivery ?? order.estimatedDelivery,
      updatedAt: event.updatedAt,
      seq,
      steps: [...order.steps, step],
    },
  };
}

export interface Folded<Order> {
  order: Order;
  /** The changes that were new, oldest first. */
  applied: OrderChange[];
  /** Set when something is missing still. */
  missingSince?: number;
}

/** Applies several changes, in the order of their `seq` whatever order they came in. */
export function applyOrderEvents<Order extends LiveOrder>(order: Order, events: readonly OrderChange[]): Folded<Order> {
  const sorted = [...events].sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  const applied: OrderChange[] = [];
  let now = order;
  for (const event of sorted) {
    const result = applyOrderEvent(now, event);
    if (result.kind === "hole") return { order: now, applied, missingSince: result.since };
    if (result.kind === "applied") {
      now = result.order;
      applied.push(event);
    }
  }
  return { order: now, applied };
}
