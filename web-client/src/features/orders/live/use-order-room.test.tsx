import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { StrictMode, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { storeSession } from "@/lib/stored-session";
import { TrackingServer } from "@/testing/tracking-server";
import { ConnectionContext } from "@/realtime/connection-context";
import { createConnection, type Connection } from "@/realtime/connection-manager";
import type { LiveOrder, OrderChange } from "./apply-order-event";
import { orderRoom } from "./order-room";
import { useOrderRoom } from "./use-order-room";

const orderId = "ORD00042";
const queryKey = ["orders", orderId];

let server: TrackingServer;
let connection: Connection;
let release: () => void;
let queryClient: QueryClient;
let seen: OrderChange[];

beforeEach(async () => {
  server = await TrackingServer.start();
  server.place(orderId);
  connection = createConnection({ url: server.url, answerTimeoutMs: 1_000, lingerMs: 20, retryMs: 20, reconnectionDelayMs: 20 });
  release = connection.hold();
  queryClient = new QueryClient();
  queryClient.setQueryData<LiveOrder>(queryKey, {
    orderId,
    status: "pending",
    updatedAt: "2026-01-01T10:00:00.000Z",
    seq: 1,
    steps: [{ seq: 1, status: "pending", createdAt: "2026-01-01T10:00:00.000Z" }],
  });
  seen = [];
});

afterEach(async () => {
  release();
  // It hangs up a moment later; a timer that outlives the test finds no window.
  await waitFor(() => {
    expect(connection.socket.active).toBe(false);
  });
  storeSession(undefined);
  await server.stop();
});

const order = () => queryClient.getQueryData<LiveOrder>(queryKey);

function followOrder(options: { strict?: boolean } = {}) {
  const wrapper = ({ children }: { children: ReactNode }) => {
    const tree = (
      <QueryClientProvider client={queryClient}>
        <ConnectionContext value={connection}>{children}</ConnectionContext>
      </QueryClientProvider>
    );
    return options.strict === true ? <StrictMode>{tree}</StrictMode> : tree;
  };
  return renderHook(
    () =>
      useOrderRoom({
        orderId,
        queryKey,
        enabled: true,
        onChanges: (changes) => {
          seen.push(...changes);
        },
      }),
    { wrapper },
  );
}

async function following(options: { strict?: boolean } = {}) {
  const hook = followOrder(options);
  await waitFor(() => {
    expect(hook.result.current.joined).toBe(true);
  });
  return hook;
}

const seenStatuses = () => seen.map((change) => change.status);

describe("useOrderRoom", () => {
  it("writes a change into the query cache once", async () => {
    await following();
    act(() => {
      server.move(orderId, "confirmed");
    });
    await waitFor(() => {
      expect(order()?.status).toBe("confirmed");
    });
    expect(order()?.steps.map((step) => step.status)).toEqual(["pending", "confirmed"]);
    expect(seenStatuses()).toEqual(["confirmed"]);
  });

  it("is one member after strict mode's double mount, and hears every change once", async () => {
    await following({ strict: true });
    expect(server.members(orderId)).toBe(1);
    server.move(orderId, "confirmed");
    server.move(orderId, "shipped");
    await waitFor(() => {
      expect(order()?.status).toBe("shipped");
    });
    expect(seenStatuses()).toEqual(["confirmed", "shipped"]);
    expect(server.leaves).toEqual([]);
  });

  it("drops an event that it has", async () => {
    await following();
    const event = server.move(orderId, "confirmed");
    server.tell(event);
    server.tell(event);
    server.move(orderId, "processing");
    await waitFor(() => {
      expect(order()?.status).toBe("processing");
    });
    expect(seenStatuses()).toEqual(["confirmed", "processing"]);
  });

  it("asks again, from what it has, when an event is missing, and shows every step in order", async () => {
    await following();
    server.move(orderId, "confirmed", { lost: true });
    server.move(orderId, "processing", { lost: true });
    server.move(orderId, "shipped");
    await waitFor(() => {
      expect(order()?.status).toBe("shipped");
    });
    expect(server.joins.at(-1)).toMatchObject({ orderId, since: 1 });
    expect(seenStatuses()).toEqual(["confirmed", "processing", "shipped"]);
    expect(order()?.steps.map((step) => step.seq)).toEqual([1, 2, 3, 4]);
  });

  it("shows what happened while the line was cut, in order, without a reload", async () => {
    await following();
    server.move(orderId, "confirmed");
    await waitFor(() => {
      expect(order()?.status).toBe("confirmed");
    });
    server.cutLines();
    server.move(orderId, "processing");
    server.move(orderId, "shipped");
    await waitFor(() => {
      expect(order()?.status).toBe("shipped");
    });
    expect(seenStatuses()).toEqual(["confirmed", "processing", "shipped"]);
    await waitFor(() => {
      expect(connection.state.get().phase).toBe("live");
    });
  });

  it("comes back after the server sent it away", async () => {
    await following();
    server.sendAway();
    server.move(orderId, "shipped");
    await waitFor(
      () => {
        expect(order()?.status).toBe("shipped");
      },
      { timeout: 6_000 },
    );
  });

  it("takes the snapshot and reads the history anew when too much was missed", async () => {
    server.replayLimit = 1;
    const reload = vi.spyOn(queryClient, "invalidateQueries");
    server.move(orderId, "confirmed");
    server.move(orderId, "processing");
    server.move(orderId, "shipped");
    await following();
    await waitFor(() => {
      expect(order()?.status).toBe("shipped");
    });
    expect(order()?.seq).toBe(4);
    expect(seenStatuses()).toEqual(["shipped"]);
    expect(reload).toHaveBeenCalledWith({ queryKey, exact: true });
  });

  it("does not move on another order's event", async () => {
    await following();
    server.place("ORD00043");
    // A room that the server filled by mistake: the event reaches this page all the same.
    server.moveTellingTheWrongRoom("ORD00043", "shipped", orderId);
    server.move(orderId, "confirmed");
    await waitFor(() => {
      expect(order()?.status).toBe("confirmed");
    });
    expect(order()?.steps.map((step) => step.status)).toEqual(["pending", "confirmed"]);
    expect(seen.every((change) => change.orderId === orderId)).toBe(true);
  });

  it("keeps the room between two pages, and leaves it when nobody looks any more", async () => {
    const first = await following();
    first.unmount();
    const second = await following();
    expect(server.leaves).toEqual([]);
    second.unmount();
    await waitFor(() => {
      expect(server.members(orderId)).toBe(0);
    });
  });

  it("sees what happened while it was on another page", async () => {
    const first = await following();
    first.unmount();
    await waitFor(() => {
      expect(server.members(orderId)).toBe(0);
    });
    server.move(orderId, "confirmed");
    server.move(orderId, "processing");
    await following();
    await waitFor(() => {
      expect(order()?.status).toBe("processing");
    });
    expect(seenStatuses()).toEqual(["confirmed", "processing"]);
  });

  it("says so when the server does not let it in", async () => {
    const hook = renderHook(() => useOrderRoom({ orderId: "ORD99999", queryKey, enabled: true }), {
      wrapper: ({ children }) => (
        <QueryClientProvider client={queryClient}>
          <ConnectionContext value={connection}>{children}</ConnectionContext>
        </QueryClientProvider>
      ),
    });
    await waitFor(() => {
      expect(hook.result.current.refusal?.code).toBe("order_not_found");
    });
  });

  it("says so when it is taken out of the room, and no longer that it follows", async () => {
    const hook = await following();
    act(() => {
      server.endLinks(orderId);
    });
    await waitFor(() => {
      expect(hook.result.current).toMatchObject({ joined: false, refusal: { code: "tracking_link_not_found" } });
    });
  });

  it.each(["rate_limited", "database_unavailable", "unavailable", "internal"])("waits its turn when the server is busy, and does not say live meanwhile: %s", async (code) => {
    const joinsWhenLive: number[] = [];
    connection.state.subscribe(() => {
      if (connection.state.get().phase === "live") joinsWhenLive.push(server.joins.length);
    });
    server.busyFor = 2;
    server.busyWith = code;
    const hook = await following();
    expect(server.joins).toHaveLength(3);
    await waitFor(() => {
      expect(joinsWhenLive).toEqual([3]);
    });
    server.busyFor = 2;
    server.cutLines();
    await waitFor(() => {
      expect(hook.result.current.joined).toBe(false);
    });
    server.move(orderId, "confirmed");
    await waitFor(() => {
      expect(order()?.status).toBe("confirmed");
    });
    await waitFor(() => {
      expect(joinsWhenLive).toEqual([3, 6]);
    });
    expect(hook.result.current.joined).toBe(true);
  });

  it("is not live while a room that it came to later waits its turn", async () => {
    await waitFor(() => {
      expect(connection.state.get().phase).toBe("live");
    });
    const joinsWhenLive: number[] = [];
    connection.state.subscribe(() => {
      if (connection.state.get().phase === "live") joinsWhenLive.push(server.joins.length);
    });
    server.busyFor = 2;
    await following();
    await waitFor(() => {
      expect(joinsWhenLive).toEqual([3]);
    });
  });

  it("cuts a line that seems alive and does not answer", async () => {
    await following();
    server.silent = true;
    const downs: string[] = [];
    connection.socket.on("disconnect", (reason) => downs.push(reason));
    connection.subscriptions.askAll();
    await waitFor(() => {
      expect(downs.length).toBeGreaterThan(0);
    });
    server.silent = false;
    server.move(orderId, "shipped");
    await waitFor(() => {
      expect(order()?.status).toBe("shipped");
    });
  });
});

describe("the rooms", () => {
  it("bring the events of an order to whoever asked for it by another of its names, until both have left", async () => {
    const hook = await following();
    const heard: string[] = [];
    const joined = vi.fn();
    const ignore = () => undefined;
    const { unfollow } = connection.subscriptions.follow(orderRoom, "#ORD00042", { since: ignore, onJoined: joined, onRefused: ignore, onEvent: ({ status }) => heard.push(status) });
    await waitFor(() => {
      expect(joined).toHaveBeenCalled();
    });
    server.move(orderId, "confirmed");
    await waitFor(() => {
      expect(heard).toEqual(["confirmed"]);
    });
    unfollow();
    await waitFor(() => {
      expect(connection.subscriptions.size).toBe(1);
    });
    expect(server.leaves).toEqual([]);
    hook.unmount();
    await waitFor(() => {
      expect(server.members(orderId)).toBe(0);
    });
  });
});

describe("the connection", () => {
  it("says live, reconnecting, catching up and live again", async () => {
    await following();
    await waitFor(() => {
      expect(connection.state.get().phase).toBe("live");
    });
    const phases: string[] = [];
    connection.state.subscribe(() => {
      const { phase } = connection.state.get();
      if (phases.at(-1) !== phase) phases.push(phase);
    });
    server.cutLines();
    await waitFor(() => {
      expect(phases.at(-1)).toBe("live");
    });
    expect(phases).toEqual(["reconnecting", "catching-up", "live"]);
    expect(connection.state.get().lastHeardAt).toBeGreaterThan(0);
  });

  it("reconnects as the new person after a login", async () => {
    await following();
    expect(server.handshakes.at(-1)).toEqual({});
    storeSession({ token: "asha-token", user: { _id: "a", name: "Asha", email: "", phone: "", role: "user" } });
    await waitFor(() => {
      expect(server.handshakes.at(-1)).toEqual({ token: "asha-token" });
    });
  });

  it("goes on without an account when its token is refused and cannot be renewed", async () => {
    release();
    connection.socket.disconnect();
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: 401 })));
    await waitFor(() => {
      expect(server.connections).toBe(0);
    });
    storeSession({ token: "old", user: { _id: "a", name: "Asha", email: "", phone: "", role: "user" } });
    server.refusesTokens = true;
    release = connection.hold();
    await waitFor(() => {
      expect(sessionStorage.getItem("token")).toBeNull();
    });
    await following();
    expect(server.handshakes.at(-1)).toEqual({});
    vi.unstubAllGlobals();
  });
});
