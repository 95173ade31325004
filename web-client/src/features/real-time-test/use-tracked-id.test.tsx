import { act, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ConnectionContext } from "@/realtime/connection-context";
import { createConnection, type Connection } from "@/realtime/connection-manager";
import { TrackingServer } from "@/testing/tracking-server";
import { useTrackedId } from "./use-tracked-id";

const orderId = "ORD00042";
const ignore = () => undefined;

let server: TrackingServer;
let connection: Connection;
let release: () => void;

beforeEach(async () => {
  server = await TrackingServer.start();
  server.place(orderId);
  connection = createConnection({ url: server.url, lingerMs: 20, retryMs: 20, reconnectionDelayMs: 20 });
  release = connection.hold();
});

afterEach(async () => {
  release();
  await waitFor(() => {
    expect(connection.socket.active).toBe(false);
  });
  await server.stop();
});

async function tracking() {
  const hook = renderHook(() => useTrackedId(ignore), {
    wrapper: ({ children }) => <ConnectionContext value={connection}>{children}</ConnectionContext>,
  });
  act(() => {
    hook.result.current.start(orderId);
  });
  await waitFor(() => {
    expect(hook.result.current.status).toBe("pending");
  });
  return hook;
}

it("asks again when an update is missing, and shows every one in order", async () => {
  const hook = await tracking();
  server.move(orderId, "confirmed", { lost: true });
  server.move(orderId, "processing", { lost: true });
  server.move(orderId, "shipped");
  await waitFor(() => {
    expect(hook.result.current.status).toBe("shipped");
  });
  expect(server.joins.at(-1)).toMatchObject({ orderId, since: 1 });
  await waitFor(() => {
    expect(hook.result.current.updates.map(({ status }) => status)).toEqual(["shipped", "processing", "confirmed"]);
  });
});

it("goes on from what is so now when too much was missed to be told", async () => {
  server.replayLimit = 1;
  const hook = await tracking();
  server.move(orderId, "confirmed", { lost: true });
  server.move(orderId, "processing", { lost: true });
  server.move(orderId, "shipped");
  await waitFor(() => {
    expect(server.joins).toHaveLength(2);
  });
  await waitFor(() => {
    expect(hook.result.current.status).toBe("shipped");
  });
  server.move(orderId, "delivered");
  await waitFor(() => {
    expect(hook.result.current.status).toBe("delivered");
  });
  expect(server.joins).toHaveLength(2);
});
