import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import type { JoinAck, JoinOrder, OrderStatus, OrderStatusUpdated, RefusedAck } from "@/wire/events";

interface StoredOrder {
  now: OrderStatusUpdated & { seq: number };
  log: (OrderStatusUpdated & { seq: number })[];
}

/** A real Socket.IO server with one order book in memory, for tests that want to see both ends of the wire. */
export class TrackingServer {
  readonly #http = createServer();
  readonly #io = new Server(this.#http, { transports: ["websocket", "polling"] });
  readonly #orders = new Map<string, StoredOrder>();
  readonly joins: JoinOrder[] = [];
  readonly leaves: string[] = [];
  readonly handshakes: unknown[] = [];
  /** Refuses connections that bring a token, as the real server does with one that is no good. */
  refusesTokens = false;
  /** More missed events than this are answered with the snapshot only. */
  replayLimit = 500;
  /** Refuses this many joins for a reason that passes. */
  busyFor = 0;
  busyWith = "rate_limited";
  /** Lets a join go unanswered. */
  silent = false;

  static async start(): Promise<TrackingServer> {
    const server = new TrackingServer();
    server.#io.use((socket, next) => {
      server.handshakes.push(socket.handshake.auth);
      if (server.refusesTokens && "token" in socket.handshake.auth) next(new Error("Not authorized, token failed"));
      else next();
    });
    server.#io.on("connection", (socket) => {
      server.#serve(socket);
    });
    await new Promise<void>((resolve) => server.#http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port.toString()}`;
  }

  get connections(): number {
    return this.#io.of("/").sockets.size;
  }

  async stop(): Promise<void> {
    await this.#io.close();
  }

  place(orderId: string): void {
    const now = { orderId, status: "pending" as const, updatedAt: new Date().toISOString(), seq: 1 };
    this.#orders.set(orderId, { now, log: [now] });
  }

  /** Moves an order and tells its room, unless the telling is to be lost. */
  move(orderId: string, status: OrderStatus, options: { lost?: boolean } = {}): OrderStatusUpdated & { seq: number } {
    const order = this.#orders.get(orderId);
    if (!order) throw new Error(`there is no ${orderId}`);
    const event = { orderId, status, updatedAt: new Date().toISOString(), seq: order.now.seq + 1 };
    order.now = event;
    order.log.push(event);
    if (options.lost !== true) this.tell(event);
    return event;
  }

  moveTellingTheWrongRoom(orderId: string, status: OrderStatus, wrongRoom: string): void {
    const event = this.move(orderId, status, { lost: true });
    this.#io.to(`order-${wrongRoom}`).emit("order-status-updated", event, event.seq.toString());
  }

  tell(event: OrderStatusUpdated): void {
    this.#io.to(`order-${event.orderId}`).emit("order-status-updated", event, (event.seq ?? 0).toString());
  }

  members(orderId: string): number {
    return this.#io.of("/").adapter.rooms.get(`order-${orderId}`)?.size ?? 0;
  }

  /** Takes everyone out of an order's room, as at the end of their tracking link. */
  endLinks(orderId: string): void {
    const problem = { orderId, code: "tracking_link_not_found", message: "Tracking link not found" };
    this.#io.to(`order-${orderId}`).emit("tracking-error", problem);
    this.#io.socketsLeave(`order-${orderId}`);
  }

  /** Cuts every line without a goodbye. */
  cutLines(): void {
    for (const socket of this.#io.of("/").sockets.values()) socket.conn.close();
  }

  /** Sends everyone away on purpose. */
  sendAway(): void {
    this.#io.disconnectSockets(false);
  }

  #serve(socket: Socket): void {
    socket.on("join-order-tracking", (request: JoinOrder & { orderId: string }, ack?: (answer: JoinAck | RefusedAck) => void) => {
      this.joins.push(request);
      if (this.silent) return;
      if (this.busyFor > 0) {
        this.busyFor -= 1;
        ack?.({ ok: false, error: { code: this.busyWith, message: "Not now" } });
        return;
      }
      const orderId = request.orderId.replace("#", "");
      const order = this.#orders.get(orderId);
      if (!order) {
        ack?.({ ok: false, error: { code: "order_not_found", message: "Order not found" } });
        return;
      }
      void socket.join(`order-${orderId}`);
      const since = request.since ?? undefined;
      if (since === undefined) {
        ack?.({ ok: true, order: order.now });
        return;
      }
      const missed = order.log.filter((event) => event.seq > since);
      const complete = missed.length <= this.replayLimit;
      ack?.({ ok: true, order: order.now, events: complete ? missed : [], complete });
    });
    socket.on("leave-order-tracking", (orderId: string, ack?: (answer: { ok: true }) => void) => {
      this.leaves.push(orderId);
      void socket.leave(`order-${orderId}`);
      ack?.({ ok: true });
    });
  }
}
