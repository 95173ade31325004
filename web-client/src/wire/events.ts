// The socket's payloads, in the shape in which they are generated from the server's `wire` module.
// Read, not edited: everything else takes its types from here.

export type OrderStatus = "pending" | "confirmed" | "processing" | "shipped" | "delivered" | "cancelled" | "refunded";

/** A change of an order's status, as its followers hear of it. `seq` is absent on sandbox orders. */
export type OrderStatusUpdated = { orderId: string, status: OrderStatus, trackingNumber?: string, estimatedDelivery?: string, updatedAt: string, seq?: number, };

/** A new order, as staff and admins hear of it. */
export type OrderCreated = { orderId: string, status: OrderStatus, totalAmount: number, itemCount: number, createdAt: string, seq: number, };

/** Where an order stands now. */
export type OrderSnapshot = { orderId: string, status: OrderStatus, trackingNumber?: string, estimatedDelivery?: string, updatedAt: string, seq: number, };

/** What a typed client says when it joins: the order's id, the ticket of a tracking link, or both. */
export type JoinOrder = { orderId?: string, ticket?: string, since?: number, };

export type JoinAck = { ok: boolean, order: OrderSnapshot, events?: Array<OrderStatusUpdated>, complete?: boolean, };

export type AdminStatusUpdate = { orderId: string, status: OrderStatus, trackingNumber?: string, estimatedDelivery?: string, expectedSeq?: number, };

/** `order` is absent for a sandbox order, which is not stored. */
export type CommandAck = { ok: boolean, order?: OrderSnapshot, followers: number, };

export type OkAck = { ok: boolean, };

/** `code`, `message`, and what belongs to the code. */
export type RefusedAck = { ok: boolean, error: { code: string, message: string, }, };

/** A refusal for which there was no acknowledgement to answer. */
export type TrackingError = { orderId?: string, code: string, message: string, };
