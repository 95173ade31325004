import "@/i18n/en-staff";
import { OrdersBoard } from "@/features/admin-orders/components/orders-board";

export function AdminOrdersRoute() {
  return <OrdersBoard />;
}
