import { expect, it } from "vitest";
import { safeNext } from "./safe-next";

it("leads to pages of this client only", () => {
  expect(safeNext("/order-tracking/ORD00042?x=1")).toBe("/order-tracking/ORD00042?x=1");
  for (const elsewhere of [null, "", "https://example.com", "//example.com", "/\\example.com", "javascript:alert(1)"]) {
    expect(safeNext(elsewhere)).toBeUndefined();
  }
});
