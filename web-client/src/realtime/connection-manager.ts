import { renewSession } from "@/lib/api-client";
import { serverOrigin } from "@/lib/env";
import { createStore, type Store } from "@/lib/store";
import { currentSession, storeSession, subscribeToSession } from "@/lib/stored-session";
import {
  advance,
  initialConnectivity,
  offlineAfterMs,
  phaseOf,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
} from "./connection-state";
import { doubtWebSockets } from "./doubt-websockets";
import { Subscriptions } from "./subscriptions";
import { askOverSocket, createSocket, type ClientMessage, type ServerEvent, type TypedSocket } from "./typed-socket";

/** The one connection of this page, and everything that may be asked of it. */
export interface Connection {
  socket: TypedSocket;
  /** The rooms that this page follows. */
  subscriptions: Subscriptions;
  state: Store<ConnectionState>;
  /** Makes the connection and keeps it, until the returned function is called as often as this one. */
  hold: () => () => void;
  /** Connects at once instead of waiting for the next attempt. */
  connectNow: () => void;
  /** Cuts the line, as a lost network would; the connection comes back by itself. */
  dropLine: () => void;
  transport: () => string | undefined;
  /** Sends a message and waits for its ack; rejects when there is none in time. */
  ask: (message: ClientMessage) => Promise<unknown>;
  /** Listens to an event that reaches this page, whatever room it is from. The returned function ends it. */
  on: (event: ServerEvent, listener: (payload: unknown) => void) => () => void;
}

export interface ConnectionOptions {
  url?: string;
  /** A message that changes nothing and is acknowledged: it proves that a page without rooms is still connected. */
  probe?: ClientMessage;
  answerTimeoutMs?: number;
  /** How long connection and rooms outlive the last component that wants them. */
  lingerMs?: number;
  /** The shortest wait before a join is repeated that the server was too busy for. */
  retryMs?: number;
  reconnectionDelayMs?: number;
  connectTimeoutMs?: number;
}

/** Makes a connection that is tried again without end, and at once when there is a reason to hope. */
export function createConnection(options: ConnectionOptions = {}): Connection {
  return new ConnectionManager(options);
}

/** Turns what happens on the socket, in the window and to the session into events, and carries out what they lead to. */
class ConnectionManager implements Connection {
  readonly socket: TypedSocket;
  readonly subscriptions: Subscriptions;
  readonly state = createStore<ConnectionState>({ phase: "connecting", lastHeardAt: undefined });

  #now = initialConnectivity(Date.now(), navigator.onLine);
  #user = currentSession()?.user._id;
  #stopListening: (() => void) | undefined;
  #offlineTimer: ReturnType<typeof setTimeout> | undefined;
  #connectTimer: ReturnType<typeof setTimeout> | undefined;
  #closeTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #probe: ClientMessage | undefined;
  readonly #answerTimeoutMs: number;
  readonly #lingerMs: number;

  constructor({ url = serverOrigin, probe, answerTimeoutMs = 5_000, lingerMs = 300, retryMs = 1_500, reconnectionDelayMs = 500, connectTimeoutMs = 8_000 }: ConnectionOptions) {
    this.#probe = probe;
    this.#answerTimeoutMs = answerTimeoutMs;
    this.#lingerMs = lingerMs;
    this.socket = createSocket({ url, token: () => currentSession()?.token, reconnectionDelayMs, timeoutMs: connectTimeoutMs });
    doubtWebSockets(this.socket, { patienceMs: connectTimeoutMs, hangUp: this.dropLine });
    const link = { connected: () => this.socket.connected, on: this.on, ask: this.ask };
    this.subscriptions = new Subscriptions(link, {
      lingerMs,
      retryMs,
      onSilence: () => {
        this.#dispatch({ type: "unanswered" });
      },
      onChange: () => {
        this.#dispatch({ type: "rooms-changed", pending: this.subscriptions.pending, putOff: this.subscriptions.putOff });
      },
    });
    this.#listenToSocket();
  }

  hold = (): (() => void) => {
    clearTimeout(this.#closeTimer);
    this.#stopListening ??= this.#listenToSurroundings();
    this.#dispatch({ type: "held", at: Date.now(), deviceOnline: navigator.onLine });
    let held = true;
    return () => {
      if (held) this.#dispatch({ type: "released" });
      held = false;
    };
  };

  connectNow = (): void => {
    this.#dispatch({ type: "impatient" });
  };

  dropLine = (): void => {
    const { engine } = this.socket.io;
    // The engine alone would first wait for what it is sending: on a dead line by polling, until the ping's time is up.
    engine.transport.close();
    // A transport that is being changed for another does not close by itself.
    engine.close();
  };

  transport = (): string | undefined => (this.socket.connected ? this.socket.io.engine.transport.name : undefined);

  ask = (message: ClientMessage): Promise<unknown> => askOverSocket(this.socket, message, this.#answerTimeoutMs);

  on = (event: ServerEvent, listener: (payload: unknown) => void): (() => void) => {
    this.socket.on(event, listener);
    return () => {
      this.socket.off(event, listener);
    };
  };

  #dispatch(event: ConnectionEvent): void {
    const [next, ...effects] = advance(this.#now, event);
    this.#now = next;
    this.#publish();
    for (const effect of effects) this.#perform(effect);
  }

  #publish(): void {
    const now = Date.now();
    const phase = phaseOf(this.#now, now);
    const { lastHeardAt, connected, holders, downSince } = this.#now;
    const before = this.state.get();
    // While live, the time is only kept; it is shown when the line is gone.
    if (before.phase !== phase || (phase !== "live" && before.lastHeardAt !== lastHeardAt)) this.state.set({ phase, lastHeardAt });
    clearTimeout(this.#offlineTimer);
    if (connected || holders === 0 || phase === "offline") return;
    this.#offlineTimer = setTimeout(
      () => {
        this.#publish();
      },
      downSince + offlineAfterMs + 50 - now,
    );
  }

  #perform(effect: ConnectionEffect): void {
    const { socket } = this;
    switch (effect) {
      case "connect":
        if (!socket.active) socket.connect();
        return;
      case "connect-now":
        clearTimeout(this.#connectTimer);
        // Ends a waiting or hanging attempt; without this the library would sit out its delay.
        socket.disconnect();
        socket.connect();
        return;
      case "connect-soon":
        clearTimeout(this.#connectTimer);
        this.#connectTimer = setTimeout(this.connectNow, 1_000 + Math.random() * 2_000);
        return;
      case "disconnect":
        socket.disconnect();
        return;
      case "cut":
        this.dropLine();
        return;
      case "probe":
        this.#sendProbe();
        return;
      case "renew-session":
        void renewSession().then((outcome) => {
          this.#dispatch({ type: "session-renewed", outcome });
        });
        return;
      case "end-session":
        storeSession(undefined);
        return;
      case "close-soon":
        // A remount (React's strict mode, say) is no reason to hang up.
        this.#closeTimer = setTimeout(() => {
          this.#close();
        }, this.#lingerMs);
        return;
    }
  }

  #sendProbe(): void {
    if (this.subscriptions.size > 0) this.subscriptions.askAll();
    else if (this.#probe) {
      this.ask(this.#probe).catch(() => {
        if (this.socket.connected) this.#dispatch({ type: "unanswered" });
      });
    }
  }

  #listenToSocket(): void {
    const { socket, subscriptions } = this;
    const heard = () => {
      [this.#now] = advance(this.#now, { type: "heard", at: Date.now() });
    };
    socket.on("connect", () => {
      socket.io.engine.on("packet", heard);
      // All rooms are asked for first: until they have answered we are not live.
      subscriptions.askAll();
      this.#dispatch({ type: "connected", at: Date.now(), pending: subscriptions.pending });
    });
    socket.on("disconnect", (reason) => {
      subscriptions.onDisconnected();
      this.#dispatch({ type: "disconnected", at: Date.now(), byServer: reason === "io server disconnect" });
    });
    socket.on("connect_error", ({ message }) => {
      const unauthorized = /not authorized/i.test(message) && currentSession() !== undefined;
      this.#dispatch({ type: "attempt-failed", retrying: socket.active, unauthorized });
    });
  }

  /** Watches the window and the session, which tell of reasons to connect, to reconnect or to give up. */
  #listenToSurroundings(): () => void {
    this.#user = currentSession()?.user._id;
    const woken = () => {
      this.#dispatch({ type: "woken", deviceOnline: navigator.onLine });
    };
    const onVisible = () => {
      if (document.visibilityState === "visible") woken();
    };
    const onOffline = () => {
      this.#dispatch({ type: "device-offline" });
    };
    const unsubscribe = subscribeToSession(() => {
      const user = currentSession()?.user._id;
      if (user === this.#user) return;
      this.#user = user;
      this.#dispatch({ type: "person-changed" });
    });
    window.addEventListener("online", woken);
    window.addEventListener("offline", onOffline);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      window.removeEventListener("online", woken);
      window.removeEventListener("offline", onOffline);
      document.removeEventListener("visibilitychange", onVisible);
      unsubscribe();
    };
  }

  #close(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    clearTimeout(this.#offlineTimer);
    clearTimeout(this.#connectTimer);
    this.socket.disconnect();
  }
}
