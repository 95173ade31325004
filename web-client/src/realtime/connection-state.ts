/** What a person needs to know about the connection. */
export type ConnectionPhase =
  /** The first connection is being made. */
  | "connecting"
  /** What is on the screen is what is so. */
  | "live"
  /** The connection is gone and will be back in a moment. */
  | "reconnecting"
  /** The connection is back; what was missed is on its way. */
  | "catching-up"
  /** No connection for a while, or the device says that it has no network. */
  | "offline";

export interface ConnectionState {
  phase: ConnectionPhase;
  /** When the server was last heard of, in milliseconds since 1970. */
  lastHeardAt: number | undefined;
}

export interface ConnectionFacts {
  connected: boolean;
  everConnected: boolean;
  /** Rooms that have not yet answered since the connection was made. */
  catchingUp: boolean;
  deviceOnline: boolean;
  /** How long there has been no connection. */
  downForMs: number;
}

/** After this long without a connection we say so plainly. */
export const offlineAfterMs = 8_000;

export function phaseOf(facts: ConnectionFacts): ConnectionPhase {
  if (facts.connected) {
    if (!facts.catchingUp) return "live";
    return facts.everConnected ? "catching-up" : "connecting";
  }
  if (!facts.deviceOnline || facts.downForMs >= offlineAfterMs) return "offline";
  return facts.everConnected ? "reconnecting" : "connecting";
}
