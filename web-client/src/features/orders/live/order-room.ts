import type { RoomKind } from "@/realtime/room-kind";
import type { ClientMessage } from "@/realtime/typed-socket";
import { parseJoinAnswer, parseStatusUpdate, parseTrackingProblem, type Joined, type StatusUpdate } from "./order-events";

/** The room of one order. Its events are numbered by `seq`, gapless; those of the sandbox are not stored and have none. */
export const orderRoom: RoomKind<StatusUpdate, Joined> = {
  join: ({ key: orderId, since, ticket }) => [
    "join-order-tracking",
    { orderId, ...(since === undefined ? {} : { since }), ...(ticket === undefined ? {} : { ticket }) },
  ],
  leave: (orderId) => ["leave-order-tracking", orderId],
  readJoined: parseJoinAnswer,
  roomOf: ({ order }) => order.orderId,
  event: "order-status-updated",
  readEvent: (payload) => {
    const event = parseStatusUpdate(payload);
    return event && { room: event.orderId, event };
  },
  positionOf: ({ seq }) => seq,
  ended: "tracking-error",
  readEnded: (payload) => {
    const problem = parseTrackingProblem(payload);
    return problem?.orderId === undefined ? undefined : { room: problem.orderId, refusal: problem };
  },
};

/** Leaving a room that we are not in changes nothing, and is acknowledged: it measures the line, and proves that it is alive. */
export function harmlessQuestion(id: string): ClientMessage {
  return ["leave-order-tracking", `TEST-${id}`];
}
