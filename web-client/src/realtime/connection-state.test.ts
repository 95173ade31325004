import { describe, expect, it } from "vitest";
import { advance, initialConnectivity, offlineAfterMs, phaseOf, type Connectivity, type ConnectionEvent } from "./connection-state";

const at = 1_000_000;
const live: Connectivity = { ...initialConnectivity(at, true), connected: true, wasLive: true, holders: 1 };
const down: Connectivity = { ...live, connected: false };

describe("the phase", () => {
  it("names what a person needs to know", () => {
    expect(phaseOf(live, at)).toBe("live");
    expect(phaseOf({ ...live, catchingUp: true }, at)).toBe("catching-up");
    expect(phaseOf({ ...live, catchingUp: true, wasLive: false }, at)).toBe("connecting");
    expect(phaseOf(down, at)).toBe("reconnecting");
    expect(phaseOf({ ...down, wasLive: false }, at)).toBe("connecting");
    expect(phaseOf(down, at + offlineAfterMs)).toBe("offline");
    expect(phaseOf({ ...down, wasLive: false }, at + offlineAfterMs)).toBe("offline");
    expect(phaseOf({ ...down, deviceOnline: false }, at)).toBe("offline");
  });

  it("believes a living connection over a device that thinks it is offline", () => {
    expect(phaseOf({ ...live, deviceOnline: false }, at)).toBe("live");
  });
});

/** The phases that a page goes through, each once, and everything that is done on the way. */
function play(start: Connectivity, events: readonly ConnectionEvent[]) {
  let state = start;
  const phases = [phaseOf(start, at)];
  const effects: string[] = [];
  for (const event of events) {
    const [next, ...wanted] = advance(state, event);
    state = next;
    effects.push(...wanted);
    const phase = phaseOf(state, at);
    if (phase !== phases.at(-1)) phases.push(phase);
  }
  return { state, phases, effects };
}

describe("the connection", () => {
  it("is live after a first connection once every room has answered, and then reconnects where it first connected", () => {
    const { phases } = play(initialConnectivity(at, true), [
      { type: "held", at, deviceOnline: true },
      { type: "connected", at, pending: 2 },
      { type: "rooms-changed", pending: 1, putOff: false },
      { type: "rooms-changed", pending: 0, putOff: false },
      { type: "disconnected", at, byServer: false },
      { type: "connected", at, pending: 1 },
      { type: "rooms-changed", pending: 0, putOff: false },
    ]);
    expect(phases).toEqual(["connecting", "live", "reconnecting", "catching-up", "live"]);
  });

  it("is not live while a room is put off, though none waits for an answer", () => {
    const { phases } = play(live, [
      { type: "rooms-changed", pending: 1, putOff: true },
      { type: "rooms-changed", pending: 0, putOff: true },
      { type: "rooms-changed", pending: 0, putOff: false },
    ]);
    expect(phases).toEqual(["live", "catching-up", "live"]);
  });

  it("stays live while a room that was opened later asks for the first time", () => {
    expect(play(live, [{ type: "rooms-changed", pending: 1, putOff: false }]).phases).toEqual(["live"]);
  });

  it("comes back by itself after the server has said goodbye, if anybody wants it", () => {
    const goodbye: ConnectionEvent = { type: "disconnected", at, byServer: true };
    expect(play(live, [goodbye]).effects).toEqual(["connect-soon"]);
    expect(play({ ...live, holders: 0 }, [goodbye]).effects).toEqual([]);
    expect(play(live, [{ ...goodbye, byServer: false }]).effects).toEqual([]);
  });

  it("renews the session when its token is refused, and goes on as a visitor when that cannot be done", () => {
    const refused: ConnectionEvent = { type: "attempt-failed", retrying: false, unauthorized: true };
    expect(play(down, [refused, { type: "session-renewed", outcome: "renewed" }]).effects).toEqual(["renew-session", "connect-now"]);
    expect(play(down, [refused, { type: "session-renewed", outcome: "unreachable" }]).effects).toEqual(["renew-session", "connect-soon"]);
    expect(play(down, [refused, { type: "session-renewed", outcome: "ended" }]).effects).toEqual(["renew-session", "end-session"]);
  });

  it("leaves a failed attempt to the library while that tries again", () => {
    expect(play(down, [{ type: "attempt-failed", retrying: true, unauthorized: false }]).effects).toEqual([]);
    expect(play(down, [{ type: "attempt-failed", retrying: false, unauthorized: false }]).effects).toEqual(["connect-soon"]);
    expect(play({ ...down, holders: 0 }, [{ type: "attempt-failed", retrying: false, unauthorized: true }]).effects).toEqual([]);
  });

  it("probes a line that the device slept on, and does not wait for the next attempt without one", () => {
    expect(play(live, [{ type: "woken", deviceOnline: true }]).effects).toEqual(["probe"]);
    expect(play(down, [{ type: "woken", deviceOnline: true }]).effects).toEqual(["connect-now"]);
    expect(play(live, [{ type: "unanswered" }]).effects).toEqual(["cut"]);
  });

  it("cuts the line when the device loses its network, and says so until the device has one", () => {
    const { phases, effects } = play(live, [
      { type: "device-offline" },
      { type: "disconnected", at, byServer: false },
      { type: "woken", deviceOnline: true },
    ]);
    expect(phases).toEqual(["live", "offline", "reconnecting"]);
    expect(effects).toEqual(["cut", "connect-now"]);
  });

  it("begins anew for another person", () => {
    expect(play(live, [{ type: "person-changed" }]).effects).toEqual(["disconnect", "connect"]);
    expect(play({ ...live, holders: 0 }, [{ type: "person-changed" }]).effects).toEqual(["disconnect"]);
  });

  it("is closed when the last one has let go, and not before", () => {
    const { state, effects } = play(initialConnectivity(at, true), [
      { type: "held", at, deviceOnline: true },
      { type: "held", at, deviceOnline: true },
      { type: "released" },
    ]);
    expect(effects).toEqual(["connect", "connect"]);
    expect(play(state, [{ type: "released" }]).effects).toEqual(["close-soon"]);
  });

  it("does not connect for nobody, however impatient", () => {
    expect(play({ ...down, holders: 0 }, [{ type: "impatient" }]).effects).toEqual([]);
    expect(play(live, [{ type: "impatient" }]).effects).toEqual([]);
  });
});
