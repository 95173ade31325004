import type { OrderStatus } from "@/wire/events";
import type { AdminOrder } from "../api/list-admin-orders";
import type { StatusChange } from "../api/update-status";

/** What can be done with an order on the board, on a wide screen and on a phone alike. */
export interface RowActions {
  open: (orderId: string) => void;
  move: (order: AdminOrder, change: StatusChange) => void;
  moveWithDetails: (order: AdminOrder, status: OrderStatus) => void;
}
