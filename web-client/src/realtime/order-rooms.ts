import { parseJoinAnswer, parseStatusUpdate, parseTrackingProblem, type Joined, type OrderSocket, type Refusal, type StatusUpdate } from "./socket-events";

/** Someone on this page who shows an order. */
export interface Follower {
  ticket?: string | undefined;
  /** The last `seq` that the follower has; the server sends what came after. */
  since: () => number | undefined;
  onUpdate: (event: StatusUpdate) => void;
  onJoined: (answer: Joined) => void;
  onRefused: (refusal: Refusal) => void;
  /** The connection is gone, and the membership with it. */
  onLost?: () => void;
}

/** Refusals that pass: the server has no time, no database, or is about to be another one. */
const passing = new Set(["rate_limited", "database_unavailable", "unavailable", "internal"]);
const longestTurnMs = 30_000;

interface Room {
  /** The order as the server calls it, whatever it was asked for by: so its events call it. */
  orderId: string;
  followers: Set<Follower>;
  joined: boolean;
  asking: boolean;
  askAgain: boolean;
  /** How often the server put us off since it last let us in. */
  putOff: number;
  /** Set while it waits to ask again after being put off. */
  turn: ReturnType<typeof setTimeout> | undefined;
  leaving: ReturnType<typeof setTimeout> | undefined;
}

interface Options {
  answerTimeoutMs: number;
  /** A follower that comes back this soon (a remount, the next page) finds the room still open. */
  lingerMs: number;
  /** How long to wait, at least, when the server has no time for us. */
  turnMs: number;
  /** The connection says it is there but does not answer. */
  onSilence: () => void;
  /** A room began or finished asking. */
  onChange: () => void;
}

/**
 * The order rooms that this page is in. However many components follow an order, there is one membership;
 * after every new connection each room is asked for again, with what came since.
 */
export class OrderRooms {
  readonly #rooms = new Map<string, Room>();
  readonly #socket: OrderSocket;
  readonly #options: Options;

  constructor(socket: OrderSocket, options: Options) {
    this.#socket = socket;
    this.#options = options;
    socket.on("order-status-updated", (payload) => {
      const event = parseStatusUpdate(payload);
      if (!event) return;
      for (const room of this.#roomsOf(event.orderId)) {
        for (const follower of room.followers) follower.onUpdate(event);
      }
    });
    // The room has been left for us: the link by which we followed it has run out or was taken back.
    socket.on("tracking-error", (payload) => {
      const problem = parseTrackingProblem(payload);
      if (problem?.orderId === undefined) return;
      for (const room of this.#roomsOf(problem.orderId)) {
        room.joined = false;
        for (const follower of [...room.followers]) follower.onRefused(problem);
      }
    });
    socket.on("connect", () => {
      for (const [orderId, room] of this.#rooms) void this.#ask(orderId, room);
    });
    socket.on("disconnect", () => {
      for (const room of this.#rooms.values()) {
        room.joined = false;
        for (const follower of room.followers) follower.onLost?.();
      }
    });
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** Rooms that wait for an answer, or for their turn to ask: what happens in them may not reach us. */
  get pending(): number {
    return [...this.#rooms.values()].filter((room) => room.asking || room.turn !== undefined).length;
  }

  /** Whether the server has put a room off: until its turn comes we may miss what happens in it. */
  get putOff(): boolean {
    return [...this.#rooms.values()].some((room) => room.putOff > 0);
  }

  #roomsOf(orderId: string): Room[] {
    return [...this.#rooms.values()].filter((room) => room.orderId === orderId);
  }

  follow(orderId: string, follower: Follower): () => void {
    const room: Room = this.#rooms.get(orderId) ?? {
      orderId,
      followers: new Set(),
      joined: false,
      asking: false,
      askAgain: false,
      putOff: 0,
      turn: undefined,
      leaving: undefined,
    };
    this.#rooms.set(orderId, room);
    clearTimeout(room.leaving);
    room.leaving = undefined;
    room.followers.add(follower);
    if (this.#socket.connected) void this.#ask(orderId, room);
    return () => {
      room.followers.delete(follower);
      if (room.followers.size === 0) {
        clearTimeout(room.leaving);
        room.leaving = setTimeout(() => {
          this.#leave(orderId, room);
        }, this.#options.lingerMs);
      }
    };
  }

  /** Asks for everything a room's followers may have missed. */
  askAgain(orderId: string): void {
    const room = this.#rooms.get(orderId);
    if (room && this.#socket.connected) void this.#ask(orderId, room);
  }

  askAllAgain(): void {
    for (const orderId of this.#rooms.keys()) this.askAgain(orderId);
  }

  async #ask(orderId: string, room: Room): Promise<void> {
    if (room.asking) {
      room.askAgain = true;
      return;
    }
    room.asking = true;
    clearTimeout(room.turn);
    room.turn = undefined;
    this.#options.onChange();
    try {
      do {
        room.askAgain = false;
        await this.#askOnce(orderId, room);
      } while (room.askAgain && this.#socket.connected);
    } finally {
      room.asking = false;
      this.#options.onChange();
    }
  }

  async #askOnce(orderId: string, room: Room): Promise<void> {
    const followers = [...room.followers];
    const since = oldest(followers.map((follower) => follower.since()));
    const ticket = followers.find((follower) => follower.ticket !== undefined)?.ticket;
    let raw: unknown;
    try {
      raw = await this.#socket
        .timeout(this.#options.answerTimeoutMs)
        .emitWithAck("join-order-tracking", {
          orderId,
          ...(since === undefined ? {} : { since }),
          ...(ticket === undefined ? {} : { ticket }),
        });
    } catch {
      // No answer: a connection that is gone will ask again when it is back; one that only seems alive is cut.
      if (this.#socket.connected) this.#options.onSilence();
      return;
    }
    const answer = parseJoinAnswer(raw);
    if (!answer.ok && passing.has(answer.error.code)) {
      // Many come back at once after an outage: wait our turn, it is no reason to trouble anybody.
      const waitMs = Math.min(longestTurnMs, this.#options.turnMs * 2 ** room.putOff);
      room.putOff += 1;
      clearTimeout(room.turn);
      room.turn = setTimeout(
        () => {
          room.turn = undefined;
          this.askAgain(orderId);
        },
        waitMs * (1 + Math.random()),
      );
      return;
    }
    room.putOff = 0;
    if (!answer.ok) {
      for (const follower of [...room.followers]) follower.onRefused(answer.error);
      return;
    }
    room.joined = true;
    room.orderId = answer.order.orderId;
    for (const follower of [...room.followers]) follower.onJoined(answer);
  }

  #leave(orderId: string, room: Room): void {
    if (room.followers.size > 0) return;
    clearTimeout(room.turn);
    if (this.#rooms.get(orderId) === room) this.#rooms.delete(orderId);
    // Under another of its names somebody may follow the order still.
    if (this.#socket.connected && this.#roomsOf(room.orderId).length === 0) this.#socket.emit("leave-order-tracking", orderId, () => undefined);
    this.#options.onChange();
  }
}

function oldest(seqs: readonly (number | undefined)[]): number | undefined {
  let least: number | undefined;
  for (const seq of seqs) {
    if (seq === undefined) return undefined;
    least = least === undefined ? seq : Math.min(least, seq);
  }
  return least;
}
