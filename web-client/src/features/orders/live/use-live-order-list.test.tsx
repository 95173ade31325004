import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ConnectionContext } from "@/realtime/connection-context";
import { createConnection, type Connection } from "@/realtime/connection-manager";
import { TrackingServer } from "@/testing/tracking-server";
import { myOrdersQuery } from "../api/list-orders";
import { useLiveOrderList } from "./use-live-order-list";

const ids = ["ORD00041", "ORD00042"];

let server: TrackingServer;
let connection: Connection;
let release: () => void;
let queryClient: QueryClient;
/** Answers the readings of the list that are under way. */
let answer: (() => void)[];

const orderIn = (orderId: string) => ({
  _id: orderId,
  orderId,
  status: "pending",
  paymentStatus: "pending",
  paymentMethod: "cod",
  shippingMethod: "standard",
  totalAmount: 100,
  items: [],
  createdAt: "2026-01-01T09:00:00.000Z",
  updatedAt: "2026-01-01T09:00:00.000Z",
  seq: 1,
});

beforeEach(async () => {
  server = await TrackingServer.start();
  for (const orderId of ids) server.place(orderId);
  connection = createConnection({ url: server.url, lingerMs: 20, retryMs: 20, reconnectionDelayMs: 20 });
  release = connection.hold();
  queryClient = new QueryClient();
  answer = [];
  vi.stubGlobal("fetch", () => {
    const response = new Response(JSON.stringify({ success: true, orders: ids.map(orderIn) }), { headers: { "Content-Type": "application/json" } });
    return new Promise<Response>((resolve) => {
      answer.push(() => {
        resolve(response);
      });
    });
  });
});

afterEach(async () => {
  release();
  await waitFor(() => {
    expect(connection.socket.active).toBe(false);
  });
  vi.unstubAllGlobals();
  await server.stop();
});

async function openList() {
  const hook = renderHook(
    () => {
      const { data } = useQuery(myOrdersQuery);
      return { following: useLiveOrderList(data), statuses: data?.map((order) => order.status) };
    },
    {
      wrapper: ({ children }) => (
        <QueryClientProvider client={queryClient}>
          <ConnectionContext value={connection}>{children}</ConnectionContext>
        </QueryClientProvider>
      ),
    },
  );
  await waitFor(() => {
    expect(answer).toHaveLength(1);
  });
  act(() => answer[0]?.());
  await waitFor(() => {
    expect(hook.result.current.statuses).toEqual(["pending", "pending"]);
  });
  return hook;
}

it("follows the list when the server has answered for every order that moves, and no more when the line is gone", async () => {
  await waitFor(() => {
    expect(connection.state.get().phase).toBe("live");
  });
  server.silent = true;
  const hook = await openList();
  await waitFor(() => {
    expect(server.joins).toHaveLength(2);
  });
  expect(hook.result.current.following).toBe(false);
  server.silent = false;
  await waitFor(() => {
    expect(hook.result.current.following).toBe(true);
  });
  server.silent = true;
  server.cutLines();
  await waitFor(() => {
    expect(hook.result.current.following).toBe(false);
  });
});

it("is not turned back by a reading that began before an event came", async () => {
  const hook = await openList();
  await waitFor(() => {
    expect(hook.result.current.following).toBe(true);
  });
  const reading = queryClient.invalidateQueries({ queryKey: myOrdersQuery.queryKey });
  await waitFor(() => {
    expect(answer).toHaveLength(2);
  });
  server.move("ORD00042", "confirmed");
  await waitFor(() => {
    expect(hook.result.current.statuses).toEqual(["pending", "confirmed"]);
  });
  answer[1]?.();
  await act(() => reading);
  expect(hook.result.current.statuses).toEqual(["pending", "confirmed"]);
  expect(queryClient.getQueryData(myOrdersQuery.queryKey)?.[1]?.seq).toBe(2);
});
