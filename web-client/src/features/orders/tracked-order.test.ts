import { describe, expect, it } from "vitest";
import type { Order, OrderEvent } from "./order-schema";
import { isOverdue, kindOfStep, stepsFromTimestamps } from "./order-steps";
import { keepNewest, trackedOrder, type TrackedOrder } from "./tracked-order";

const order: Order = {
  _id: "a",
  orderId: "ORD00042",
  status: "confirmed",
  paymentStatus: "pending",
  paymentMethod: "cod",
  shippingMethod: "standard",
  shippingCost: 0,
  totalAmount: 100,
  itemCount: 1,
  items: [],
  customerInfo: undefined,
  shippingAddress: undefined,
  trackingNumber: undefined,
  estimatedDelivery: undefined,
  notes: undefined,
  orderDate: "2026-01-01T09:00:00.000Z",
  createdAt: "2026-01-01T09:00:00.000Z",
  confirmedAt: "2026-01-01T10:00:00.000Z",
  processingAt: undefined,
  shippedAt: undefined,
  deliveredAt: undefined,
  cancelledAt: undefined,
  updatedAt: "2026-01-01T10:00:00.000Z",
  seq: 2,
};

const event = (seq: number, status: OrderEvent["status"]): OrderEvent => ({
  seq,
  kind: seq === 1 ? "order-created" : "status-changed",
  from: undefined,
  status,
  trackingNumber: undefined,
  estimatedDelivery: undefined,
  note: undefined,
  createdAt: `2026-01-01T${(8 + seq).toString().padStart(2, "0")}:00:00.000Z`,
  actor: undefined,
});

describe("a tracked order", () => {
  it("takes the step that the history knows and the order does not yet", () => {
    const tracked = trackedOrder(order, [event(1, "pending"), event(2, "confirmed"), event(3, "shipped")]);
    expect(tracked.status).toBe("shipped");
    expect(tracked.seq).toBe(3);
    expect(tracked.steps.map((step) => step.status)).toEqual(["pending", "confirmed", "shipped"]);
  });

  it("has a history from its timestamps when there is no other", () => {
    expect(trackedOrder(order, undefined).steps.map((step) => step.status)).toEqual(["pending", "confirmed"]);
    expect(stepsFromTimestamps({ ...order, status: "cancelled", cancelledAt: "2026-01-02T00:00:00.000Z" }).at(-1)?.from).toBe("confirmed");
  });

  it("is not turned back by a reading that is older than what is shown", () => {
    const shown = trackedOrder(order, [event(1, "pending"), event(2, "confirmed"), event(3, "shipped")]);
    const late = { ...trackedOrder(order, [event(1, "pending"), event(2, "confirmed")]), totalAmount: 120 };
    const kept = keepNewest(shown, late) as TrackedOrder;
    expect(kept.status).toBe("shipped");
    expect(kept.steps).toHaveLength(3);
    expect(kept.totalAmount).toBe(120);
  });

  it("is overdue when the expected day is over, not before", () => {
    const evening = new Date(2026, 2, 4, 20, 0).getTime();
    expect(isOverdue(new Date(2026, 2, 4, 9, 0).toISOString(), evening)).toBe(false);
    expect(isOverdue(new Date(2026, 2, 3, 23, 0).toISOString(), evening)).toBe(true);
  });

  it("tells a correction from a step forward", () => {
    expect(kindOfStep({ from: "shipped", status: "processing" })).toBe("back");
    expect(kindOfStep({ from: "shipped", status: "shipped" })).toBe("details");
    expect(kindOfStep({ from: "shipped", status: "delivered" })).toBe("forward");
    expect(kindOfStep({ status: "pending" })).toBe("forward");
  });
});
