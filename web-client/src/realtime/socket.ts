import { io } from "socket.io-client";
import { serverOrigin } from "@/lib/env";
import { renewSession } from "@/lib/api-client";
import { createStore, type Store } from "@/lib/store";
import { currentSession, storeSession, subscribeToSession } from "@/lib/stored-session";
import { phaseOf, offlineAfterMs, type ConnectionState } from "./connection-state";
import { doubtWebSockets } from "./doubt-websockets";
import { OrderRooms } from "./order-rooms";
import {
  parseCommandAnswer,
  parseNewOrder,
  parseStatusUpdate,
  type CommandAnswer,
  type NewOrder,
  type OrderSocket,
  type StatusUpdate,
} from "./socket-events";
import type { AdminStatusUpdate } from "@/wire/events";

/** The one connection of this page, and everything that may be asked of it. */
export interface Connection {
  socket: OrderSocket;
  rooms: OrderRooms;
  state: Store<ConnectionState>;
  /** Makes the connection and keeps it, until the returned function is called as often as this one. */
  hold: () => () => void;
  /** Connects at once instead of waiting for the next try. */
  connectNow: () => void;
  /** Cuts the line, as a lost network would; it is made again by itself. */
  dropLine: () => void;
  transport: () => string | undefined;
  sendCommand: (change: AdminStatusUpdate) => Promise<CommandAnswer>;
  /** Every order's changes that reach this page: for staff and admins, those of the whole shop. */
  onAnyUpdate: (listener: (event: StatusUpdate) => void) => () => void;
  onNewOrder: (listener: (event: NewOrder) => void) => () => void;
}

export interface ConnectionOptions {
  url?: string;
  answerTimeoutMs?: number;
  lingerMs?: number;
  turnMs?: number;
  reconnectionDelayMs?: number;
  connectTimeoutMs?: number;
}

/** Makes a connection that is tried again without end, with jitter, and at once when there is a reason to hope. */
export function createConnection(options: ConnectionOptions = {}): Connection {
  const answerTimeoutMs = options.answerTimeoutMs ?? 5_000;
  const patienceMs = options.connectTimeoutMs ?? 8_000;
  const socket: OrderSocket = io(options.url ?? serverOrigin, {
    autoConnect: false,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
    reconnection: true,
    reconnectionAttempts: Infinity,
    reconnectionDelay: options.reconnectionDelayMs ?? 500,
    reconnectionDelayMax: 8_000,
    randomizationFactor: 0.5,
    timeout: patienceMs,
    auth: (provide) => {
      const token = currentSession()?.token;
      provide(token === undefined ? {} : { token });
    },
  });

  doubtWebSockets(socket, { patienceMs, hangUp: dropLine });

  const state = createStore<ConnectionState>({ phase: "connecting", lastHeardAt: undefined });
  const now = () => Date.now();
  let everCaughtUp = false;
  let catchingUp = false;
  let downSince = now();
  let lastHeardAt: number | undefined;
  let offlineTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let holders = 0;

  // Registered before the rooms' own listener: they ask on this event, and until all have their answer we are not live.
  socket.on("connect", () => {
    catchingUp = true;
  });
  const rooms = new OrderRooms(socket, {
    answerTimeoutMs,
    lingerMs: options.lingerMs ?? 300,
    turnMs: options.turnMs ?? 1_500,
    onSilence: dropLine,
    onChange: () => {
      catchingUp = rooms.putOff || (catchingUp && rooms.pending > 0);
      publish();
    },
  });

  function publish(): void {
    const phase = phaseOf({
      connected: socket.connected,
      everConnected: everCaughtUp,
      catchingUp,
      deviceOnline: navigator.onLine,
      downForMs: now() - downSince,
    });
    if (phase === "live") everCaughtUp = true;
    const before = state.get();
    // While live, the time is only kept; it is shown when the line is gone.
    if (before.phase !== phase || (phase !== "live" && before.lastHeardAt !== lastHeardAt)) state.set({ phase, lastHeardAt });
  }

  function heard(): void {
    lastHeardAt = now();
  }

  function dropLine(): void {
    const { engine } = socket.io;
    // The engine alone would first wait for what it is sending: on a dead line by polling, until the ping's time is up.
    engine.transport.close();
    // A transport that is being changed for another does not close by itself.
    engine.close();
  }

  function connectNow(): void {
    if (holders === 0 || socket.connected) return;
    clearTimeout(retryTimer);
    // Ends a waiting or hanging attempt; without this the library would sit out its delay.
    socket.disconnect();
    socket.connect();
  }

  function connectSoon(): void {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connectNow, 1_000 + Math.random() * 2_000);
  }

  socket.on("connect", () => {
    heard();
    socket.io.engine.on("packet", heard);
    clearTimeout(offlineTimer);
    catchingUp = rooms.pending > 0;
    publish();
  });
  socket.on("disconnect", (reason) => {
    downSince = now();
    catchingUp = false;
    clearTimeout(offlineTimer);
    offlineTimer = setTimeout(publish, offlineAfterMs + 50);
    publish();
    // The library leaves it to us to come back after the server said goodbye.
    if (reason === "io server disconnect" && holders > 0) connectSoon();
  });
  socket.on("connect_error", (error) => {
    publish();
    if (socket.active || holders === 0) return;
    if (!/not authorized/i.test(error.message) || !currentSession()) {
      connectSoon();
      return;
    }
    void renewSession().then((renewal) => {
      if (renewal === "renewed") connectNow();
      else if (renewal === "unreachable") connectSoon();
      else storeSession(undefined); // which connects anew, as nobody
    });
  });

  /** A device that wakes up may hold a connection that died in its sleep: any answer proves that it lives. */
  function probe(): void {
    if (!socket.connected) {
      connectNow();
      return;
    }
    if (rooms.size > 0) rooms.askAllAgain();
    else {
      socket.timeout(answerTimeoutMs).emit("leave-order-tracking", "TEST-are-you-there", (error: Error | null) => {
        if (error !== null && socket.connected) dropLine();
      });
    }
  }

  const onVisible = () => {
    if (document.visibilityState === "visible") probe();
  };
  const onOffline = () => {
    if (socket.connected) dropLine();
    publish();
  };

  let user = currentSession()?.user._id;
  const onSession = () => {
    const next = currentSession()?.user._id;
    if (next === user) return;
    user = next;
    socket.disconnect();
    if (holders > 0) socket.connect();
  };

  let unsubscribe: (() => void) | undefined;
  let closing: ReturnType<typeof setTimeout> | undefined;

  function hold(): () => void {
    holders += 1;
    clearTimeout(closing);
    if (holders === 1 && !unsubscribe) {
      user = currentSession()?.user._id;
      window.addEventListener("online", probe);
      window.addEventListener("offline", onOffline);
      document.addEventListener("visibilitychange", onVisible);
      unsubscribe = subscribeToSession(onSession);
      downSince = now();
      offlineTimer = setTimeout(publish, offlineAfterMs + 50);
      socket.connect();
    } else if (!socket.active) {
      socket.connect();
    }
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      holders -= 1;
      // A remount (React's strict mode, say) is no reason to hang up.
      if (holders === 0) closing = setTimeout(close, options.lingerMs ?? 300);
    };
  }

  function close(): void {
    window.removeEventListener("online", probe);
    window.removeEventListener("offline", onOffline);
    document.removeEventListener("visibilitychange", onVisible);
    unsubscribe?.();
    unsubscribe = undefined;
    clearTimeout(offlineTimer);
    clearTimeout(retryTimer);
    socket.disconnect();
  }

  return {
    socket,
    rooms,
    state,
    hold,
    connectNow,
    dropLine,
    transport: () => (socket.connected ? socket.io.engine.transport.name : undefined),
    sendCommand: async (change) => {
      const raw: unknown = await socket.timeout(answerTimeoutMs).emitWithAck("admin-status-update", change);
      return parseCommandAnswer(raw);
    },
    onAnyUpdate: (listener) => {
      const on = (payload: unknown) => {
        const event = parseStatusUpdate(payload);
        if (event) listener(event);
      };
      socket.on("order-status-updated", on);
      return () => socket.off("order-status-updated", on);
    },
    onNewOrder: (listener) => {
      const on = (payload: unknown) => {
        const event = parseNewOrder(payload);
        if (event) listener(event);
      };
      socket.on("order-created", on);
      return () => socket.off("order-created", on);
    },
  };
}
