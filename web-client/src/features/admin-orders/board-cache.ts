import type { QueryClient } from "@tanstack/react-query";
import type { Order } from "@/features/orders/order-schema";
import type { OrderStatus } from "@/wire/events";
import { adminOrdersKey, type AdminOrdersPage } from "./api/list-admin-orders";

/** What became of an order, from an event or an answer. */
export interface Standing {
  orderId: string;
  status: OrderStatus;
  trackingNumber?: string | undefined;
  estimatedDelivery?: string | undefined;
  updatedAt?: string | undefined;
  seq?: number | undefined;
}

/** A row after news of it: older news than what the row has change nothing. Pure. */
export function withStanding(row: Order, news: Standing): Order {
  if (news.orderId !== row.orderId || news.seq === undefined || news.seq <= row.seq) return row;
  return {
    ...row,
    status: news.status,
    trackingNumber: news.trackingNumber ?? row.trackingNumber,
    estimatedDelivery: news.estimatedDelivery ?? row.estimatedDelivery,
    updatedAt: news.updatedAt ?? row.updatedAt,
    seq: news.seq,
  };
}

/** Changes an order on every page of the board that is in the cache. */
export function changeRows(queryClient: QueryClient, change: (row: Order) => Order): void {
  queryClient.setQueriesData<AdminOrdersPage>({ queryKey: adminOrdersKey }, (page) => {
    if (!page) return page;
    let changed = false;
    const orders = page.orders.map((row) => {
      const next = change(row);
      changed ||= next !== row;
      return next;
    });
    return changed ? { ...page, orders } : page;
  });
}

/** The newest that the server said of an order on any page of the board, whatever is shown over it. */
export function findRow(queryClient: QueryClient, orderId: string): Order | undefined {
  const pages = queryClient.getQueriesData<AdminOrdersPage>({ queryKey: adminOrdersKey });
  const rows = pages.flatMap(([, page]) => page?.orders.filter((order) => order.orderId === orderId) ?? []);
  return rows.reduce<Order | undefined>((newest, row) => (newest && newest.seq >= row.seq ? newest : row), undefined);
}
