import type { Follower, RoomKind, Subscription } from "./room-kind";
import type { ClientMessage, ServerEvent } from "./typed-socket";

/** Refusals that pass: the server is busy, without its database, or about to restart. */
const passing = new Set(["rate_limited", "database_unavailable", "unavailable", "internal"]);
const longestWaitMs = 30_000;

/** What rooms need of the connection. */
export interface RoomLink {
  connected: () => boolean;
  on: (event: ServerEvent, listener: (payload: unknown) => void) => void;
  /** Rejects when there is no answer in time. */
  ask: (message: ClientMessage) => Promise<unknown>;
}

export interface RoomOptions {
  /** A follower that returns within this time (a remount, the next page) finds the room still open. */
  lingerMs: number;
  /** The shortest wait before a join that was refused for a passing reason is repeated. It doubles each time. */
  retryMs: number;
  /** The connection seems to be there but does not answer. */
  onSilence: () => void;
  /** A room began or finished asking. */
  onChange: () => void;
}

interface Room<Event, Joined> {
  /** The server's name of the room, whatever key it was asked for by. */
  name: string;
  followers: Set<Follower<Event, Joined>>;
  asking: boolean;
  askAgain: boolean;
  /** How often the server has put us off since it last let us in. */
  putOff: number;
  /** Set while the room waits to ask again after being put off. */
  retry: ReturnType<typeof setTimeout> | undefined;
  leaving: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The rooms of one kind that this page is in. However many components follow a room, there is one membership. After every
 * new connection each room is joined again, from where its followers stand.
 */
export class Rooms<Event, Joined extends object> {
  readonly #rooms = new Map<string, Room<Event, Joined>>();
  readonly #kind: RoomKind<Event, Joined>;
  readonly #link: RoomLink;
  readonly #options: RoomOptions;

  constructor(kind: RoomKind<Event, Joined>, link: RoomLink, options: RoomOptions) {
    this.#kind = kind;
    this.#link = link;
    this.#options = options;
    link.on(kind.event, (payload) => {
      const read = kind.readEvent(payload);
      if (read) this.#pass(read.room, read.event);
    });
    // The server has left the room for us: the permission by which we followed it has ended.
    link.on(kind.ended, (payload) => {
      const end = kind.readEnded(payload);
      if (!end) return;
      for (const [, room] of this.#named(end.room)) {
        for (const follower of [...room.followers]) follower.onRefused(end.refusal);
      }
    });
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** Rooms that wait for an answer or for their next attempt: what happens in them may not reach us. */
  get pending(): number {
    return [...this.#rooms.values()].filter((room) => room.asking || room.retry !== undefined).length;
  }

  /** Whether the server has put a room off: until it lets us in, we may miss what happens there. */
  get putOff(): boolean {
    return [...this.#rooms.values()].some((room) => room.putOff > 0);
  }

  follow(key: string, follower: Follower<Event, Joined>): Subscription {
    const room: Room<Event, Joined> = this.#rooms.get(key) ?? {
      name: key,
      followers: new Set(),
      asking: false,
      askAgain: false,
      putOff: 0,
      retry: undefined,
      leaving: undefined,
    };
    this.#rooms.set(key, room);
    clearTimeout(room.leaving);
    room.leaving = undefined;
    room.followers.add(follower);
    this.#askIfConnected(key, room);
    return {
      askAgain: () => {
        if (this.#rooms.get(key) === room) this.#askIfConnected(key, room);
      },
      unfollow: () => {
        room.followers.delete(follower);
        if (room.followers.size > 0) return;
        clearTimeout(room.leaving);
        room.leaving = setTimeout(() => {
          this.#leave(key, room);
        }, this.#options.lingerMs);
      },
    };
  }

  askAll(): void {
    for (const [key, room] of this.#rooms) this.#askIfConnected(key, room);
  }

  onDisconnected(): void {
    for (const room of this.#rooms.values()) {
      for (const follower of room.followers) follower.onLost?.();
    }
  }

  #named(name: string): [string, Room<Event, Joined>][] {
    return [...this.#rooms].filter(([, room]) => room.name === name);
  }

  /** Hands an event to the followers of its room, unless they would step over one that has not arrived. */
  #pass(name: string, event: Event): void {
    const position = this.#kind.positionOf(event);
    for (const [key, room] of this.#named(name)) {
      for (const follower of room.followers) {
        const since = follower.gapless === true ? follower.since() : undefined;
        if (position !== undefined && since !== undefined && position > since + 1) this.#askIfConnected(key, room);
        else follower.onEvent(event);
      }
    }
  }

  #askIfConnected(key: string, room: Room<Event, Joined>): void {
    if (this.#link.connected()) void this.#ask(key, room);
  }

  async #ask(key: string, room: Room<Event, Joined>): Promise<void> {
    if (room.asking) {
      room.askAgain = true;
      return;
    }
    room.asking = true;
    clearTimeout(room.retry);
    room.retry = undefined;
    this.#options.onChange();
    try {
      do {
        room.askAgain = false;
        await this.#askOnce(key, room);
      } while (room.askAgain && this.#link.connected());
    } finally {
      room.asking = false;
      this.#options.onChange();
    }
  }

  async #askOnce(key: string, room: Room<Event, Joined>): Promise<void> {
    const followers = [...room.followers];
    const since = oldest(followers.map((follower) => follower.since()));
    const ticket = followers.find((follower) => follower.ticket !== undefined)?.ticket;
    let ack: unknown;
    try {
      ack = await this.#link.ask(this.#kind.join({ key, since, ticket }));
    } catch {
      // No answer: a connection that is gone asks again when it is back; one that only seems alive is cut.
      if (this.#link.connected()) this.#options.onSilence();
      return;
    }
    const answer = this.#kind.readJoined(ack);
    if (!answer.ok && passing.has(answer.error.code)) {
      this.#askLater(key, room);
      return;
    }
    room.putOff = 0;
    if (!answer.ok) {
      for (const follower of [...room.followers]) follower.onRefused(answer.error);
      return;
    }
    room.name = this.#kind.roomOf(answer);
    for (const follower of [...room.followers]) follower.onJoined(answer);
  }

  /** Many clients come back at once after an outage, so each waits a random time of its own. */
  #askLater(key: string, room: Room<Event, Joined>): void {
    const waitMs = Math.min(longestWaitMs, this.#options.retryMs * 2 ** room.putOff);
    room.putOff += 1;
    clearTimeout(room.retry);
    room.retry = setTimeout(
      () => {
        room.retry = undefined;
        if (this.#rooms.get(key) === room) this.#askIfConnected(key, room);
      },
      waitMs * (1 + Math.random()),
    );
  }

  #leave(key: string, room: Room<Event, Joined>): void {
    if (room.followers.size > 0) return;
    clearTimeout(room.retry);
    if (this.#rooms.get(key) === room) this.#rooms.delete(key);
    // Under another of its names somebody may still follow the room. An answer that does not come changes nothing here.
    if (this.#link.connected() && this.#named(room.name).length === 0) this.#link.ask(this.#kind.leave(key)).catch(() => undefined);
    this.#options.onChange();
  }
}

function oldest(positions: readonly (number | undefined)[]): number | undefined {
  let least: number | undefined;
  for (const position of positions) {
    if (position === undefined) return undefined;
    least = least === undefined ? position : Math.min(least, position);
  }
  return least;
}
