import type { QueryClient } from "@tanstack/react-query";
import type { OrderStatus } from "@/wire/events";
import { adminOrdersKey, type AdminOrder, type AdminOrdersPage } from "./api/list-admin-orders";

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
export function withStanding(row: AdminOrder, news: Standing): AdminOrder {
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
export function changeRows(queryClient: QueryClient, change: (row: AdminOrder) => AdminOrder): void {
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

export function findRow(queryClient: QueryClient, orderId: string): AdminOrder | undefined {
  for (const [, page] of queryClient.getQueriesData<AdminOrdersPage>({ queryKey: adminOrdersKey })) {
    const row = page?.orders.find((order) => order.orderId === orderId);
    if (row) return row;
  }
  return undefined;
}
