import type { Follower, RoomKind, Subscription } from "./room-kind";
import { Rooms, type RoomLink, type RoomOptions } from "./rooms";

type AnyRooms = Pick<Rooms<never, never>, "size" | "pending" | "putOff" | "askAll" | "onDisconnected">;

/** Every room that this page follows, of whatever kind. A feature brings the kind; nothing here knows what it is about. */
export class Subscriptions {
  readonly #kinds = new Map<object, AnyRooms>();
  readonly #link: RoomLink;
  readonly #options: RoomOptions;

  constructor(link: RoomLink, options: RoomOptions) {
    this.#link = link;
    this.#options = options;
  }

  follow<Event, Joined extends object>(kind: RoomKind<Event, Joined>, key: string, follower: Follower<Event, Joined>): Subscription {
    // The key of the map says of what type the rooms are, which the map's own type cannot.
    const rooms = (this.#kinds.get(kind) as Rooms<Event, Joined> | undefined) ?? new Rooms(kind, this.#link, this.#options);
    this.#kinds.set(kind, rooms);
    return rooms.follow(key, follower);
  }

  get size(): number {
    return this.#sum((rooms) => rooms.size);
  }

  /** Rooms that wait for an answer or for their next attempt: what happens in them may not reach us. */
  get pending(): number {
    return this.#sum((rooms) => rooms.pending);
  }

  /** Whether the server has put a room off. */
  get putOff(): boolean {
    return [...this.#kinds.values()].some((rooms) => rooms.putOff);
  }

  /** Asks for everything that any room's followers may have missed. */
  askAll(): void {
    for (const rooms of this.#kinds.values()) rooms.askAll();
  }

  onDisconnected(): void {
    for (const rooms of this.#kinds.values()) rooms.onDisconnected();
  }

  #sum(count: (rooms: AnyRooms) => number): number {
    return [...this.#kinds.values()].reduce((sum, rooms) => sum + count(rooms), 0);
  }
}
