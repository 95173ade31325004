import { expect, it } from "vitest";
import { offlineAfterMs, phaseOf, type ConnectionFacts } from "./connection-state";

const facts: ConnectionFacts = { connected: true, everConnected: true, catchingUp: false, deviceOnline: true, downForMs: 0 };

it("names what a person needs to know", () => {
  expect(phaseOf(facts)).toBe("live");
  expect(phaseOf({ ...facts, catchingUp: true })).toBe("catching-up");
  expect(phaseOf({ ...facts, catchingUp: true, everConnected: false })).toBe("connecting");
  expect(phaseOf({ ...facts, connected: false })).toBe("reconnecting");
  expect(phaseOf({ ...facts, connected: false, everConnected: false })).toBe("connecting");
  expect(phaseOf({ ...facts, connected: false, downForMs: offlineAfterMs })).toBe("offline");
  expect(phaseOf({ ...facts, connected: false, everConnected: false, downForMs: offlineAfterMs })).toBe("offline");
  expect(phaseOf({ ...facts, connected: false, deviceOnline: false })).toBe("offline");
});

it("believes a living connection over a device that thinks it is offline", () => {
  expect(phaseOf({ ...facts, deviceOnline: false })).toBe("live");
});
