import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Route, Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import { ConnectionContext } from "@/realtime/connection-context";
import { createConnection } from "@/realtime/connection-manager";
import { OrderTrackingRoute } from "./order-tracking";

const at = "2026-01-01T10:00:00.000Z";
const order = {
  _id: "a".repeat(24),
  orderId: "ORD00042",
  status: "pending",
  paymentStatus: "pending",
  paymentMethod: "cod",
  shippingMethod: "standard",
  totalAmount: 100,
  items: [],
  createdAt: at,
  updatedAt: at,
  seq: 1,
};

afterEach(() => {
  vi.unstubAllGlobals();
});

it("takes an order off the screen that the server no longer shows", async () => {
  let answer = () => Response.json({ order });
  vi.stubGlobal("fetch", (path: string) => Promise.resolve(path.endsWith("/events") ? Response.json({ events: [] }) : answer()));
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queryClient}>
      <ConnectionContext value={createConnection()}>
        <Router hook={memoryLocation({ path: "/order-tracking/ORD00042" }).hook}>
          <Route path="/order-tracking/:orderId">
            <OrderTrackingRoute />
          </Route>
        </Router>
      </ConnectionContext>
    </QueryClientProvider>,
  );
  await screen.findByText("We have your order.");
  answer = () => Response.json({ success: false, code: "order_not_found", message: "Order not found" }, { status: 404 });
  await act(() => queryClient.invalidateQueries());
  await screen.findByText("We can't find this order.");
  expect(screen.queryByText("We have your order.")).toBeNull();
});
