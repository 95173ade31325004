import { describe, expect, it } from "vitest";
import type { AdminOrder } from "./api/list-admin-orders";
import { withPendingMove } from "./optimistic-moves";

const order = { orderId: "ORD00042", status: "confirmed", seq: 2 } as AdminOrder;

describe("what is asked of the server and not answered", () => {
  it("is shown at once", () => {
    expect(withPendingMove(order, [{ seen: { ORD00041: 1, ORD00042: 2 }, change: { status: "shipped" } }])).toEqual({ ...order, status: "shipped", pending: true });
  });

  it("gives way to news that came meanwhile, and is waited for all the same", () => {
    expect(withPendingMove({ ...order, seq: 3 }, [{ seen: { ORD00042: 2 }, change: { status: "shipped" } }])).toEqual({ ...order, seq: 3, pending: true });
  });

  it("is the latest of two", () => {
    const asked = (["shipped", "cancelled"] as const).map((status) => ({ seen: { ORD00042: 2 }, change: { status } }));
    expect(withPendingMove(order, asked).status).toBe("cancelled");
  });

  it("touches no other order", () => {
    expect(withPendingMove(order, [{ seen: { ORD00041: 1 }, change: { status: "shipped" } }])).toBe(order);
    expect(withPendingMove(order, [])).toBe(order);
  });
});
