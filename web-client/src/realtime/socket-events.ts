import type { Socket } from "socket.io-client";
import * as v from "valibot";
import { accepting, optionalNumber, optionalText } from "@/lib/schema";
import type {
  AdminStatusUpdate,
  CommandAck,
  JoinAck,
  JoinOrder,
  LeaveAck,
  OrderCreated,
  OrderStatus,
  OrderStatusUpdated,
  TrackingError,
} from "@/wire/events";

/** What the server says. Acks and payloads are `unknown` on purpose: they are parsed before use. */
interface ServerEvents {
  "order-status-updated": (event: unknown, offset?: unknown) => void;
  "order-created": (event: unknown, offset?: unknown) => void;
  "tracking-error": (error: unknown) => void;
}

interface ClientEvents {
  "join-order-tracking": (order: JoinOrder, ack: (answer: unknown) => void) => void;
  "leave-order-tracking": (orderId: string, ack: (answer: unknown) => void) => void;
  "admin-status-update": (change: AdminStatusUpdate, ack: (answer: unknown) => void) => void;
}

export type OrderSocket = Socket<ServerEvents, ClientEvents>;

export const orderStatuses = ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"] as const satisfies readonly OrderStatus[];
export const orderStatusSchema = v.picklist(orderStatuses);

const statusUpdated = accepting<OrderStatusUpdated>()(v.object({
  orderId: v.string(),
  status: orderStatusSchema,
  trackingNumber: optionalText,
  estimatedDelivery: optionalText,
  updatedAt: v.string(),
  seq: optionalNumber,
}));

const created = accepting<OrderCreated>()(v.object({
  orderId: v.string(),
  status: orderStatusSchema,
  totalAmount: v.number(),
  itemCount: v.number(),
  createdAt: v.string(),
  seq: v.number(),
}));

const wireError = v.object({ code: v.fallback(v.string(), "internal"), message: v.fallback(v.string(), "") });
const refusal = v.object({ ok: v.literal(false), error: wireError });

const joinAck = accepting<JoinAck>()(v.variant("ok", [
  v.object({
    ok: v.literal(true),
    order: v.object({ ...statusUpdated.entries, seq: v.number() }),
    events: v.optional(v.array(statusUpdated)),
    complete: v.optional(v.boolean()),
  }),
  refusal,
]));

const leaveAck = accepting<LeaveAck>()(v.variant("ok", [v.object({ ok: v.literal(true) }), refusal]));

const commandAck = accepting<CommandAck>()(v.variant("ok", [
  v.object({ ok: v.literal(true), order: v.optional(statusUpdated), followers: v.fallback(v.number(), 0) }),
  refusal,
]));

const trackingError = accepting<TrackingError>()(v.object({ orderId: optionalText, ...wireError.entries }));

export type StatusUpdate = v.InferOutput<typeof statusUpdated>;
export type NewOrder = v.InferOutput<typeof created>;
export type JoinAnswer = v.InferOutput<typeof joinAck>;
export type Joined = Extract<JoinAnswer, { ok: true }>;
export type CommandAnswer = v.InferOutput<typeof commandAck>;
export type Refusal = v.InferOutput<typeof wireError>;
export type TrackingProblem = v.InferOutput<typeof trackingError>;

function parser<Schema extends v.GenericSchema>(schema: Schema) {
  return (input: unknown): v.InferOutput<Schema> | undefined => {
    const parsed = v.safeParse(schema, input);
    return parsed.success ? parsed.output : undefined;
  };
}

export const parseStatusUpdate = parser(statusUpdated);
export const parseNewOrder = parser(created);
export const parseJoinAnswer = parser(joinAck);
export const parseLeaveAnswer = parser(leaveAck);
export const parseCommandAnswer = parser(commandAck);
export const parseTrackingProblem = parser(trackingError);
