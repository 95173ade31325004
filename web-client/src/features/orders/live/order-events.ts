import * as v from "valibot";
import { accepting, optionalNumber, optionalText } from "@/lib/schema";
import { answerParser, parser, refusalSchema, type Answer } from "@/realtime/answer";
import type { CommandAck, JoinAck, OrderCreated, OrderStatusUpdated } from "@/wire/events";
import { orderStatusSchema } from "../order-status";

const statusUpdated = accepting<OrderStatusUpdated>()(
  v.object({
    orderId: v.string(),
    status: orderStatusSchema,
    trackingNumber: optionalText,
    estimatedDelivery: optionalText,
    updatedAt: v.string(),
    seq: optionalNumber,
  }),
);

const created = accepting<OrderCreated>()(
  v.object({
    orderId: v.string(),
    status: orderStatusSchema,
    totalAmount: v.number(),
    itemCount: v.number(),
    createdAt: v.string(),
    seq: v.number(),
  }),
);

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
const trackingError = v.object({ orderId: optionalText, ...refusalSchema.entries });

export type StatusUpdate = v.InferOutput<typeof statusUpdated>;
export type NewOrder = v.InferOutput<typeof created>;
export type Joined = Omit<v.InferOutput<typeof joined>, "ok">;
export type CommandAnswer = Answer<Omit<v.InferOutput<typeof commandDone>, "ok">>;

export const parseStatusUpdate = parser(statusUpdated);
export const parseNewOrder = parser(created);
export const parseTrackingProblem = parser(trackingError);
export const parseJoinAnswer = answerParser(joined);
export const parseCommandAnswer = answerParser(commandDone);
