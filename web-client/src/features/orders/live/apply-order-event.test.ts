import { describe, expect, it } from "vitest";
import { applyOrderEvent, applyOrderEvents, type LiveOrder, type OrderChange } from "./apply-order-event";

const order: LiveOrder & { note: string } = {
  orderId: "ORD00042",
  status: "confirmed",
  trackingNumber: "TRK1",
  updatedAt: "2026-01-01T10:00:00.000Z",
  seq: 2,
  steps: [
    { seq: 1, status: "pending", createdAt: "2026-01-01T09:00:00.000Z" },
    { seq: 2, status: "confirmed", from: "pending", createdAt: "2026-01-01T10:00:00.000Z" },
  ],
  note: "kept",
};

function change(seq: number | undefined, status: OrderChange["status"], more: Partial<OrderChange> = {}): OrderChange {
  return { orderId: "ORD00042", status, updatedAt: `2026-01-01T1${(seq ?? 9).toString()}:00:00.000Z`, seq, ...more };
}

describe("applyOrderEvent", () => {
  it("moves the order on by the next event and remembers the step", () => {
    const result = applyOrderEvent(order, change(3, "shipped", { trackingNumber: "TRK2" }));
    expect(result).toEqual({
      kind: "applied",
      order: {
        ...order,
        status: "shipped",
        trackingNumber: "TRK2",
        updatedAt: "2026-01-01T13:00:00.000Z",
        seq: 3,
        steps: [
          ...order.steps,
          { seq: 3, status: "shipped", from: "confirmed", trackingNumber: "TRK2", createdAt: "2026-01-01T13:00:00.000Z" },
        ],
      },
    });
  });

  it("keeps the tracking number when the event names none", () => {
    const result = applyOrderEvent(order, change(3, "shipped"));
    expect(result.kind === "applied" && result.order.trackingNumber).toBe("TRK1");
  });

  it("drops what it has", () => {
    expect(applyOrderEvent(order, change(2, "confirmed"))).toEqual({ kind: "duplicate" });
    expect(applyOrderEvent(order, change(1, "pending"))).toEqual({ kind: "duplicate" });
  });

  it("names the hole instead of stepping over it", () => {
    expect(applyOrderEvent(order, change(4, "delivered"))).toEqual({ kind: "hole", since: 2 });
  });

  it("does not move on another order's event", () => {
    expect(applyOrderEvent(order, { ...change(3, "shipped"), orderId: "ORD00043" })).toEqual({ kind: "other-order" });
    expect(applyOrderEvent(order, { ...change(3, "shipped"), orderId: "ORD0004" })).toEqual({ kind: "other-order" });
  });

  it("takes every event of a sandbox order, which has no seq", () => {
    const sandbox = { ...order, orderId: "TEST-1", seq: 0, steps: [] };
    const result = applyOrderEvent(sandbox, { ...change(undefined, "shipped"), orderId: "TEST-1" });
    expect(result.kind === "applied" && result.order.status).toBe("shipped");
  });

  it("changes nothing that it was given", () => {
    const frozen = Object.freeze({ ...order, steps: Object.freeze([...order.steps]) });
    applyOrderEvent(frozen, change(3, "shipped"));
    expect(frozen.seq).toBe(2);
    expect(frozen.steps).toHaveLength(2);
  });
});

describe("applyOrderEvents", () => {
  it("puts missed steps in order, drops what it has, and says which were new", () => {
    const folded = applyOrderEvents(order, [change(5, "delivered"), change(2, "confirmed"), change(4, "shipped"), change(3, "processing")]);
    expect(folded.order.status).toBe("delivered");
    expect(folded.order.steps.map((step) => step.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(folded.applied.map((event) => event.seq)).toEqual([3, 4, 5]);
    expect(folded.missingSince).toBeUndefined();
  });

  it("stops before a hole and says where it begins", () => {
    const folded = applyOrderEvents(order, [change(3, "processing"), change(5, "delivered")]);
    expect(folded.order.seq).toBe(3);
    expect(folded.missingSince).toBe(3);
  });
});
