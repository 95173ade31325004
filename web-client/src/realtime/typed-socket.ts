import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents } from "@/wire/events";

/** What the server sends. Payloads are `unknown` on purpose: the feature that owns an event parses it before use. */
type ServerEvents = Record<keyof ServerToClientEvents, (payload: unknown, offset?: unknown) => void>;

/** What we send, always with an ack. */
type ClientEvents = {
  [Name in keyof ClientToServerEvents]: (argument: Parameters<ClientToServerEvents[Name]>[0], ack: (answer: unknown) => void) => void;
};

export type ServerEvent = keyof ServerEvents;
export type ClientEvent = keyof ClientEvents;
export type ArgumentOf<Name extends ClientEvent> = Parameters<ClientToServerEvents[Name]>[0];

/** An event and its argument, as a message to send. */
export type ClientMessage = { [Name in ClientEvent]: readonly [Name, ArgumentOf<Name>] }[ClientEvent];

export type TypedSocket = Socket<ServerEvents, ClientEvents>;

export interface SocketOptions {
  url: string;
  /** Read anew for every connection; without a token the server sees a visitor. */
  token: () => string | undefined;
  /** Delay before the first attempt to reconnect, in milliseconds; it grows to eight seconds. */
  reconnectionDelayMs: number;
  /** How long one attempt may take, in milliseconds. */
  timeoutMs: number;
}

/** A socket that reconnects without end, with jitter. It does not connect by itself. */
export function createSocket({ url, token, reconnectionDelayMs, timeoutMs }: SocketOptions): TypedSocket {
  return io(url, {
    autoConnect: false,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
    reconnection: true,
    reconnectionAttempts: Infinity,
    reconnectionDelay: reconnectionDelayMs,
    reconnectionDelayMax: 8_000,
    randomizationFactor: 0.5,
    timeout: timeoutMs,
    auth: (provide) => {
      const present = token();
      provide(present === undefined ? {} : { token: present });
    },
  });
}

type LooseEvents = Record<ClientEvent, (argument: unknown, ack: (answer: unknown) => void) => void>;

/** Sends a message and waits for its ack; rejects when there is none in time. */
export function askOverSocket(socket: TypedSocket, [event, argument]: ClientMessage, timeoutMs: number): Promise<unknown> {
  // The tuple says which argument goes with which event; the library's types cannot follow that through a union.
  return (socket as unknown as Socket<ServerEvents, LooseEvents>).timeout(timeoutMs).emitWithAck(event, argument);
}
