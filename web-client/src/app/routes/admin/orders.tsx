import "@/i18n/en-more";
import { OrdersBoard } from "@/features/admin-orders/components/orders-board";

export function AdminOrdersRoute() {
  return <OrdersBoard />;
}
