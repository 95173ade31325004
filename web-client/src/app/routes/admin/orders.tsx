import "../../guard-presses";
import { OrdersBoard } from "@/features/admin-orders/components/orders-board";

export function AdminOrdersRoute() {
  return <OrdersBoard />;
}
