import type { Answer, Refusal } from "./answer";
import type { ClientMessage, ServerEvent } from "./typed-socket";

export interface JoinRequest {
  /** The room as the page knows it. */
  key: string;
  /** The position of the last event that the page has; the server replays what came after it. */
  since: number | undefined;
  ticket: string | undefined;
}

/**
 * One kind of room, described by the feature that owns it: what joining and leaving are called, and how to read what
 * arrives. `Event` is what happens in a room, `Joined` what the server answers to a join.
 */
export interface RoomKind<Event, Joined extends object> {
  join: (request: JoinRequest) => ClientMessage;
  leave: (key: string) => ClientMessage;
  readJoined: (ack: unknown) => Answer<Joined>;
  /** The server's name of the room just joined, by which its events call it. It may differ from the key asked for. */
  roomOf: (joined: Joined) => string;
  /** The event that happens in rooms of this kind. */
  event: ServerEvent;
  readEvent: (payload: unknown) => { room: string; event: Event } | undefined;
  /** The event's position in its room, gapless; none for an event that is not stored. */
  positionOf: (event: Event) => number | undefined;
  /** The event by which the server takes us out of a room. */
  ended: ServerEvent;
  readEnded: (payload: unknown) => { room: string; refusal: Refusal } | undefined;
}

/** A part of the page that shows what happens in a room. */
export interface Follower<Event, Joined> {
  ticket?: string | undefined;
  /** The position of the last event that the follower has. */
  since: () => number | undefined;
  /**
   * Whether it needs every event in order. One that skips some is then not passed on: the room is asked again, and the
   * answer brings it together with those before it.
   */
  gapless?: boolean;
  onEvent: (event: Event) => void;
  onJoined: (answer: Joined) => void;
  onRefused: (refusal: Refusal) => void;
  /** The connection is gone, and the membership with it. */
  onLost?: () => void;
}

/** A follower's place in a room. */
export interface Subscription {
  /** Asks the server for everything that the room's followers may have missed. */
  askAgain: () => void;
  unfollow: () => void;
}
