import { describe, expect, it } from "vitest";
import { countFilters, dayBounds, noFilters, readFilters, writeFilters } from "./order-filters";

describe("order filters", () => {
  it("come back from the address as they went in", () => {
    const filters = { ...noFilters, page: 3, search: "asha & co", status: ["pending" as const, "shipped" as const], pincode: "560003", sort: "totalAmount" as const, order: "asc" as const };
    expect(readFilters(writeFilters(filters))).toEqual(filters);
  });

  it("leave what is as usual out of the address", () => {
    expect(writeFilters(noFilters).toString()).toBe("");
  });

  it("do not believe everything the address says", () => {
    const filters = readFilters(new URLSearchParams("page=-4&limit=9999&status=pending,eaten&sort=password&order=up&paymentMethod=gold"));
    expect(filters).toEqual({ ...noFilters, status: ["pending"] });
  });

  it("count what is set", () => {
    expect(countFilters(noFilters)).toBe(0);
    expect(countFilters({ ...noFilters, search: "x", status: ["pending"], from: "2026-01-01" })).toBe(2);
  });

  it("span whole days", () => {
    const { from, to } = dayBounds("2026-01-02", "2026-01-02");
    expect(new Date(to ?? "").getTime() - new Date(from ?? "").getTime()).toBe(86_399_999);
    expect(dayBounds("", "nonsense")).toEqual({});
  });
});
