import { describe, expect, it } from "vitest";
import type { AdminOrder } from "./api/list-admin-orders";
import { withStanding } from "./board-cache";

const row = { orderId: "ORD00042", status: "confirmed", seq: 2, updatedAt: "a", trackingNumber: "T1" } as AdminOrder;

describe("a row of the board", () => {
  it("takes later news", () => {
    expect(withStanding(row, { orderId: "ORD00042", status: "shipped", seq: 3, updatedAt: "b" })).toMatchObject({
      status: "shipped",
      seq: 3,
      trackingNumber: "T1",
    });
  });

  it("keeps what it has against older news and another order's", () => {
    expect(withStanding(row, { orderId: "ORD00042", status: "pending", seq: 1 })).toBe(row);
    expect(withStanding(row, { orderId: "ORD00042", status: "confirmed", seq: 2 })).toBe(row);
    expect(withStanding(row, { orderId: "ORD00043", status: "shipped", seq: 9 })).toBe(row);
  });
});
