import { expect, it } from "vitest";
import type { AdminOrder } from "./api/list-admin-orders";
import { selecting } from "./selection";

const rows = [
  { orderId: "ORD1", seq: 5 },
  { orderId: "ORD2", seq: 2 },
] as AdminOrder[];

it("keeps the version at which an order was chosen, whatever has become of it since", () => {
  expect(selecting({ ORD1: 3 }, ["ORD1", "ORD2"], rows)).toEqual({ ORD1: 3, ORD2: 2 });
});

it("keeps what was chosen on another page, and lets go of what is chosen no more", () => {
  expect(selecting({ ORD1: 3, ORD9: 1 }, ["ORD9"], rows)).toEqual({ ORD9: 1 });
});
