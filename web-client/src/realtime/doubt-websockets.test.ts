import { beforeEach, describe, expect, it, vi } from "vitest";
import { doubtWebSockets } from "./doubt-websockets";
import type { TypedSocket } from "./typed-socket";

type Handler = (...args: never[]) => void;

/** The parts of a socket that are listened to. */
function aSocket() {
  const heard = new Map<string, Handler>();
  const opts: { transports?: string[] } = {};
  const engine = { transport: { name: "websocket" } };
  const io = { opts, engine, on: (event: string, handler: Handler) => heard.set(`io ${event}`, handler) };
  const socket = { io, on: (event: string, handler: Handler) => heard.set(event, handler) };
  return {
    socket: socket as unknown as TypedSocket,
    opts,
    /** A connection by one of the ways, which ends after a while. */
    connects(way: string, { lastsMs, reason = "transport close" }: { lastsMs: number; reason?: string }) {
      engine.transport.name = way;
      heard.get("io open")?.();
      heard.get("connect")?.();
      vi.advanceTimersByTime(lastsMs);
      heard.get("io close")?.(reason as never);
    },
  };
}

describe("the way to connect", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  const given = () => {
    const it = aSocket();
    doubtWebSockets(it.socket, { patienceMs: 8_000, hangUp: () => undefined });
    return it;
  };

  it("is polling alone once a WebSocket and the change to one have come to nothing", () => {
    const { connects, opts } = given();
    connects("websocket", { lastsMs: 100 });
    expect(opts.transports).toEqual(["polling", "websocket"]);
    connects("websocket", { lastsMs: 100 });
    expect(opts.transports).toEqual(["polling"]);
  });

  it("stays open to WebSockets while a server that is away for a moment ends whatever is tried", () => {
    const { connects, opts } = given();
    for (let round = 0; round < 5; round += 1) {
      connects("websocket", { lastsMs: 50 });
      connects("polling", { lastsMs: 50, reason: "transport error" });
    }
    expect(opts.transports).toContain("websocket");
  });

  it("is WebSocket first again after one that lasted", () => {
    const { connects, opts } = given();
    connects("websocket", { lastsMs: 100 });
    connects("websocket", { lastsMs: 60_000 });
    expect(opts.transports).toEqual(["websocket", "polling"]);
  });
});
