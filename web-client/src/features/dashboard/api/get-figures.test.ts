import { expect, it } from "vitest";
import { everyDay } from "./get-figures";

it("shows the days on which nothing was sold", () => {
  const days = everyDay([{ date: "2026-03-01", revenue: 120, orders: 2 }], new Date("2026-02-27T00:00:00.000Z"), 4);
  expect(days).toEqual([
    { date: "2026-02-27", revenue: 0, orders: 0 },
    { date: "2026-02-28", revenue: 0, orders: 0 },
    { date: "2026-03-01", revenue: 120, orders: 2 },
    { date: "2026-03-02", revenue: 0, orders: 0 },
  ]);
});
