// The state machine of orders. Written by `make generate` from the server's AsyncAPI document: not edited.
import type { OrderStatus } from "./events";

/** Every status that an order may have. */
export const orderStatuses = ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"] as const satisfies readonly OrderStatus[];

/** Where an order may go from each status. */
export const allowedMoves: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ["confirmed", "processing", "shipped", "delivered", "cancelled"],
  confirmed: ["pending", "processing", "shipped", "delivered", "cancelled"],
  processing: ["pending", "confirmed", "shipped", "delivered", "cancelled"],
  shipped: ["pending", "confirmed", "processing", "delivered", "cancelled"],
  delivered: ["pending", "confirmed", "processing", "shipped", "refunded"],
  cancelled: ["refunded"],
  refunded: [],
};
