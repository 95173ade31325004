import type { OrderStatus } from "@/wire/events";
import { orderStatuses } from "@/wire/order-status";

export const sortKeys = ["createdAt", "orderId", "totalAmount", "status", "updatedAt"] as const;
export type SortKey = (typeof sortKeys)[number];
export const paymentMethods = ["cod", "online", "card", "upi"] as const;
export const paymentStatuses = ["pending", "paid", "failed", "refunded"] as const;
export const pageSizes = [20, 50, 100, 200] as const;

/** What the admin looks at: lives in the address, so that it can be kept, shared and gone back to. */
export interface OrderFilters {
  page: number;
  limit: number;
  search: string;
  status: OrderStatus[];
  paymentMethod: string;
  paymentStatus: string;
  pincode: string;
  from: string;
  to: string;
  sort: SortKey;
  order: "asc" | "desc";
}

export const noFilters: OrderFilters = {
  page: 1,
  limit: 20,
  search: "",
  status: [],
  paymentMethod: "",
  paymentStatus: "",
  pincode: "",
  from: "",
  to: "",
  sort: "createdAt",
  order: "desc",
};

function oneOf<Value extends string | number>(value: string | number | null, values: readonly Value[], otherwise: Value): Value {
  return values.find((known) => known === value) ?? otherwise;
}

export function readFilters(search: URLSearchParams): OrderFilters {
  const text = (name: string) => search.get(name) ?? "";
  const asked = text("status").split(",");
  return {
    page: Math.max(1, Math.trunc(Number(text("page"))) || 1),
    limit: oneOf(Number(text("limit")), pageSizes, noFilters.limit),
    search: text("search"),
    status: orderStatuses.filter((status) => asked.includes(status)),
    paymentMethod: oneOf(text("paymentMethod"), ["", ...paymentMethods], ""),
    paymentStatus: oneOf(text("paymentStatus"), ["", ...paymentStatuses], ""),
    pincode: text("pincode"),
    from: text("from"),
    to: text("to"),
    sort: oneOf(search.get("sort"), sortKeys, noFilters.sort),
    order: oneOf(search.get("order"), ["asc", "desc"], noFilters.order),
  };
}

/** The filters as a query, without what is as usual. */
export function writeFilters(filters: OrderFilters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filters) as [keyof OrderFilters, OrderFilters[keyof OrderFilters]][]) {
    const text = Array.isArray(value) ? value.join(",") : String(value);
    const usual = noFilters[name];
    if (text !== (Array.isArray(usual) ? usual.join(",") : String(usual))) search.set(name, text);
  }
  return search;
}

/** How many filters are set, not counting search, page and sort. */
export function countFilters({ status, paymentMethod, paymentStatus, pincode, from, to }: OrderFilters): number {
  return [status.length > 0, paymentMethod !== "", paymentStatus !== "", pincode !== "", from !== "", to !== ""].filter(Boolean).length;
}

/** A day in the admin's own time zone, as the instants at which it begins and ends. */
export function dayBounds(from: string, to: string): { from?: string; to?: string } {
  const at = (day: string, time: string) => {
    const instant = new Date(`${day}T${time}`);
    return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
  };
  const start = from === "" ? undefined : at(from, "00:00:00.000");
  const end = to === "" ? undefined : at(to, "23:59:59.999");
  return { ...(start === undefined ? {} : { from: start }), ...(end === undefined ? {} : { to: end }) };
}
