import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as v from "valibot";
import { requestJson } from "@/lib/api-client";
import { accepting } from "@/lib/schema";
import type { components } from "@/wire/api";

const counted = v.array(v.object({ _id: v.nullish(v.string(), "?"), count: v.number() }));

const analyticsSchema = accepting<components["schemas"]["AnalyticsAnswer"]>()(
  v.object({
    analytics: v.object({
      totalOrders: v.number(),
      totalRevenue: v.number(),
      ordersByStatus: counted,
      ordersByPaymentMethod: counted,
      topPincodes: counted,
      revenueByDay: v.nullish(v.array(v.object({ date: v.string(), revenue: v.number(), orders: v.number() })), []),
    }),
  }),
);

export type Figures = v.InferOutput<typeof analyticsSchema>["analytics"];
export type Day = Figures["revenueByDay"][number];

export const figuresKey = ["figures"] as const;

/** The shop in figures over the last so many days, today included. */
export function figuresQuery(days: number) {
  return queryOptions({
    queryKey: [...figuresKey, days],
    queryFn: async ({ signal }) => {
      const start = new Date();
      start.setUTCHours(0, 0, 0, 0);
      start.setUTCDate(start.getUTCDate() - (days - 1));
      const search = new URLSearchParams({ startDate: start.toISOString(), endDate: new Date().toISOString() });
      const { analytics } = await requestJson(`/orders/admin/analytics?${search.toString()}`, analyticsSchema, { signal });
      return { ...analytics, revenueByDay: everyDay(analytics.revenueByDay, start, days) };
    },
    placeholderData: keepPreviousData,
  });
}

/** A day on which nothing was sold is a day all the same. Days are UTC days, as the server counts them. */
export function everyDay(known: readonly Day[], start: Date, days: number): Day[] {
  const byDate = new Map(known.map((day) => [day.date.slice(0, 10), day]));
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(start);
    day.setUTCDate(start.getUTCDate() + index);
    const date = day.toISOString().slice(0, 10);
    return { date, revenue: byDate.get(date)?.revenue ?? 0, orders: byDate.get(date)?.orders ?? 0 };
  });
}
