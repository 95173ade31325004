/** What a person needs to know about the connection. */
export type ConnectionPhase =
  /** The first connection is being made. */
  | "connecting"
  /** The screen shows the present state. */
  | "live"
  /** The connection was lost and should be back in a moment. */
  | "reconnecting"
  /** The connection is back; what was missed is on its way. */
  | "catching-up"
  /** No connection for a while, or the device says that it has no network. */
  | "offline";

export interface ConnectionState {
  phase: ConnectionPhase;
  /** When the server was last heard, in milliseconds since 1970. */
  lastHeardAt: number | undefined;
}

/** All that the connection remembers. {@link advance} is the only one to change it. */
export interface Connectivity {
  connected: boolean;
  /** Whether the page has been live before: it then reconnects, where it first connected. */
  wasLive: boolean;
  /** Rooms have not yet answered since the connection was made, or were put off. */
  catchingUp: boolean;
  deviceOnline: boolean;
  /** How many parts of the page want the connection. Without any it is not kept up. */
  holders: number;
  /** When the connection was lost, or first wanted, in milliseconds since 1970. */
  downSince: number;
  lastHeardAt: number | undefined;
}

export type ConnectionEvent =
  | { type: "held"; at: number; deviceOnline: boolean }
  | { type: "released" }
  /** `pending`: the rooms that have been asked for and have not answered. */
  | { type: "connected"; at: number; pending: number }
  | { type: "rooms-changed"; pending: number; putOff: boolean }
  | { type: "heard"; at: number }
  /** `byServer`: the server said goodbye, after which the library does not reconnect by itself. */
  | { type: "disconnected"; at: number; byServer: boolean }
  /** An attempt failed. `retrying`: the library tries again by itself. `unauthorized`: the token was refused. */
  | { type: "attempt-failed"; retrying: boolean; unauthorized: boolean }
  | { type: "session-renewed"; outcome: "renewed" | "unreachable" | "ended" }
  | { type: "person-changed" }
  /** The page is looked at again, or the device says that it has a network. */
  | { type: "woken"; deviceOnline: boolean }
  | { type: "device-offline" }
  /** The connection seems to be there but does not answer. */
  | { type: "unanswered" }
  | { type: "impatient" };

/** What is to be done after an event; the manager knows how. */
export type ConnectionEffect =
  | "connect"
  /** End any attempt that waits or hangs, and begin a new one. */
  | "connect-now"
  /** Connect in a moment: the server has just sent us away. */
  | "connect-soon"
  /** Begin anew with another person's token, if anybody wants the connection. */
  | "disconnect"
  /** Cut the line as a lost network would, so that the library reconnects. */
  | "cut"
  /** Ask something: a device that wakes up may hold a connection that died in its sleep. */
  | "probe"
  | "renew-session"
  | "end-session"
  /** Close the connection unless somebody wants it again in a moment. */
  | "close-soon";

/** After this long without a connection we say "offline". */
export const offlineAfterMs = 8_000;

export function initialConnectivity(at: number, deviceOnline: boolean): Connectivity {
  return { connected: false, wasLive: false, catchingUp: false, deviceOnline, holders: 0, downSince: at, lastHeardAt: undefined };
}

export function phaseOf({ connected, wasLive, catchingUp, deviceOnline, downSince }: Connectivity, now: number): ConnectionPhase {
  if (connected) {
    if (!catchingUp) return "live";
    return wasLive ? "catching-up" : "connecting";
  }
  if (!deviceOnline || now - downSince >= offlineAfterMs) return "offline";
  return wasLive ? "reconnecting" : "connecting";
}

type Step = [next: Connectivity, ...effects: ConnectionEffect[]];

/** Old state + event = new state and what to do. Pure: the connection's rules in small. */
export function advance(state: Connectivity, event: ConnectionEvent): Step {
  const [next, ...effects] = step(state, event);
  const live = next.connected && !next.catchingUp;
  return [live && !next.wasLive ? { ...next, wasLive: true } : next, ...effects];
}

function step(state: Connectivity, event: ConnectionEvent): Step {
  const held = state.holders > 0;
  switch (event.type) {
    case "held":
      return [
        {
          ...state,
          holders: state.holders + 1,
          deviceOnline: event.deviceOnline,
          downSince: held || state.connected ? state.downSince : event.at,
        },
        "connect",
      ];
    case "released": {
      const holders = state.holders - 1;
      return holders === 0 ? [{ ...state, holders }, "close-soon"] : [{ ...state, holders }];
    }
    case "connected":
      return [{ ...state, connected: true, catchingUp: event.pending > 0, lastHeardAt: event.at }];
    case "rooms-changed":
      return [{ ...state, catchingUp: event.putOff || (state.catchingUp && event.pending > 0) }];
    case "heard":
      return [{ ...state, lastHeardAt: event.at }];
    case "disconnected": {
      const next = { ...state, connected: false, catchingUp: false, downSince: event.at };
      return event.byServer && held ? [next, "connect-soon"] : [next];
    }
    case "attempt-failed":
      if (event.retrying || !held) return [state];
      return [state, event.unauthorized ? "renew-session" : "connect-soon"];
    case "session-renewed":
      if (event.outcome === "renewed") return connectNow(state);
      // Without a session we connect anew, as a visitor.
      return [state, event.outcome === "unreachable" ? "connect-soon" : "end-session"];
    case "person-changed":
      return held ? [state, "disconnect", "connect"] : [state, "disconnect"];
    case "woken": {
      const next = { ...state, deviceOnline: event.deviceOnline };
      return state.connected ? [next, "probe"] : connectNow(next);
    }
    case "device-offline": {
      const next = { ...state, deviceOnline: false };
      return state.connected ? [next, "cut"] : [next];
    }
    case "unanswered":
      return [state, "cut"];
    case "impatient":
      return connectNow(state);
  }
}

function connectNow(state: Connectivity): Step {
  return state.holders > 0 && !state.connected ? [state, "connect-now"] : [state];
}
