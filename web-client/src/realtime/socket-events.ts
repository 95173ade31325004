import type { Socket } from "socket.io-client";
import * as v from "valibot";
import { accepting, optionalNumber, optionalText } from "@/lib/schema";
import type {
  ClientToServerEvents,
  CommandAck,
  JoinAck,
  OrderCreated,
  OrderStatus,
  OrderStatusUpdated,
  ServerToClientEvents,
} from "@/wire/events";

/** What the server says, under the names that it has. Payloads and acks are `unknown` on purpose: they are parsed before use. */
type ServerEvents = Record<keyof ServerToClientEvents, (payload: unknown, offset?: unknown) => void>;

/** What we may ask for, always with an ack. */
type ClientEvents = {
  [Name in keyof ClientToServerEvents]: (
    argument: Parameters<ClientToServerEvents[Name]>[0],
    ack: (answer: unknown) => void,
  ) => void;
};

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
const refused = v.object({ error: wireError });

const joined = accepting<JoinAck>()(
  v.object({
    ok: v.boolean(),
    order: v.object({ ...statusUpdated.entries, seq: v.number() }),
    events: v.optional(v.array(statusUpdated)),
    complete: v.optional(v.boolean()),
  }),
);
const commandDone = accepting<CommandAck>()(
  v.object({ ok: v.boolean(), order: v.optional(statusUpdated), followers: v.fallback(v.number(), 0) }),
);
const trackingError = v.object({ orderId: optionalText, ...wireError.entries });

export type StatusUpdate = v.InferOutput<typeof statusUpdated>;
export type NewOrder = v.InferOutput<typeof created>;
export type Joined = Omit<v.InferOutput<typeof joined>, "ok">;
export type CommandDone = Omit<v.InferOutput<typeof commandDone>, "ok">;
/** An acknowledgement: done, with what it brings, or refused, with the reason. */
export type Answer<Done> = ({ ok: true } & Done) | { ok: false; error: Refusal };
export type CommandAnswer = Answer<CommandDone>;
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
export const parseTrackingProblem = parser(trackingError);

const notUnderstood: Refusal = { code: "internal", message: "" };

function answerParser<Schema extends v.GenericSchema<unknown, { ok: boolean }>>(schema: Schema) {
  return (input: unknown): Answer<Omit<v.InferOutput<Schema>, "ok">> => {
    const done = v.safeParse(schema, input);
    if (done.success && done.output.ok) return { ...done.output, ok: true };
    const no = v.safeParse(refused, input);
    return { ok: false, error: no.success ? no.output.error : notUnderstood };
  };
}

export const parseJoinAnswer = answerParser(joined);
export const parseCommandAnswer = answerParser(commandDone);
