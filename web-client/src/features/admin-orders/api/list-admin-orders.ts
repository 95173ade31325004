import { keepPreviousData, queryOptions, replaceEqualDeep } from "@tanstack/react-query";
import * as v from "valibot";
import { getOrder } from "@/features/orders/api/get-order";
import { orderSchema, type Order } from "@/features/orders/order-schema";
import { requestJson } from "@/lib/api-client";
import { accepting } from "@/lib/schema";
import type { components } from "@/wire/api";
import { dayBounds, writeFilters, type OrderFilters } from "../order-filters";

const answer = accepting<Required<components["schemas"]["OrdersPage"]>>()(
  v.object({
    orders: v.array(orderSchema),
    pagination: v.object({ currentPage: v.number(), totalPages: v.number(), totalOrders: v.number() }),
  }),
);

/** An order as the board shows it; `pending` where that is with a change of ours that has not been answered. */
export type AdminOrder = Order & { pending?: boolean };

/** A page of the board as the server said it. */
export interface AdminOrdersPage {
  orders: Order[];
  page: number;
  pages: number;
  total: number;
}

async function listAdminOrders(filters: OrderFilters, signal: AbortSignal): Promise<AdminOrdersPage> {
  const search = writeFilters(filters);
  // The page is always named: without it the answer is the whole shop.
  search.set("page", filters.page.toString());
  search.set("limit", filters.limit.toString());
  for (const [name, value] of Object.entries(dayBounds(filters.from, filters.to))) search.set(name, value);
  const { orders, pagination } = await requestJson(`/orders/admin/all?${search.toString()}`, answer, { signal });
  return { orders, page: pagination.currentPage, pages: Math.max(1, pagination.totalPages), total: pagination.totalOrders };
}

/** A reading that began before a change must not turn the row back. (Writing into the cache comes by here too.) */
function keepNewestRows(before: unknown, after: unknown): unknown {
  const shown = before as AdminOrdersPage | undefined;
  const read = after as AdminOrdersPage;
  if (!shown) return read;
  const known = new Map(shown.orders.map((order) => [order.orderId, order]));
  const orders = read.orders.map((order) => {
    const row = known.get(order.orderId);
    return row && row.seq > order.seq ? row : order;
  });
  return replaceEqualDeep(before, { ...read, orders });
}

export const adminOrdersKey = ["admin-orders"] as const;

export function adminOrdersQuery(filters: OrderFilters) {
  return queryOptions({
    queryKey: [...adminOrdersKey, filters],
    queryFn: ({ signal }) => listAdminOrders(filters, signal),
    structuralSharing: keepNewestRows,
    placeholderData: keepPreviousData,
  });
}

/** One order, as a page of its own: whatever changes the rows of the board's pages changes it likewise. */
export function adminOrderQuery(orderId: string) {
  return queryOptions({
    queryKey: [...adminOrdersKey, "one", orderId],
    queryFn: async ({ signal }): Promise<AdminOrdersPage> => ({ orders: [await getOrder(orderId, signal)], page: 1, pages: 1, total: 1 }),
    structuralSharing: keepNewestRows,
  });
}
