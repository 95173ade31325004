import { expect, it, vi } from "vitest";
import type { Answer } from "./answer";
import type { Follower, RoomKind } from "./room-kind";
import { Subscriptions } from "./subscriptions";
import type { ClientMessage, ServerEvent } from "./typed-socket";

interface Line {
  chat: string;
  text: string;
  position: number;
}
interface Entered {
  chat: string;
  lines: Line[];
}

/** A kind of room that the server of today does not have: no name of it is known outside this file. */
const chatRoom: RoomKind<Line, Entered> = {
  join: ({ key, since, ticket }) => ["join-chat", { chat: key, since, ticket }] as unknown as ClientMessage,
  leave: (key) => ["leave-chat", key] as unknown as ClientMessage,
  readJoined: (ack) => ack as Answer<Entered>,
  roomOf: ({ chat }) => chat,
  event: "chat-line" as ServerEvent,
  readEvent: (payload) => ({ room: (payload as Line).chat, event: payload as Line }),
  positionOf: ({ position }) => position,
  ended: "chat-ended" as ServerEvent,
  readEnded: (payload) => ({ room: payload as string, refusal: { code: "chat_closed", message: "" } }),
};

/** A connection to a server that answers as it is told. */
function aLink() {
  const listeners = new Map<string, (payload: unknown) => void>();
  const asked: unknown[] = [];
  const answers: unknown[] = [];
  const link = {
    up: true,
    connected: () => link.up,
    on: (event: string, listener: (payload: unknown) => void) => listeners.set(event, listener),
    ask: (message: unknown) => {
      asked.push(message);
      return Promise.resolve(answers.shift() ?? { ok: true, chat: "c1", lines: [] });
    },
  };
  const subscriptions = new Subscriptions(link, { lingerMs: 0, retryMs: 0, onSilence: vi.fn(), onChange: vi.fn() });
  return { link, asked, answers, subscriptions, happens: (event: string, payload: unknown) => listeners.get(event)?.(payload) };
}

function aReader(more: Partial<Follower<Line, Entered>> = {}) {
  const read: string[] = [];
  let position: number | undefined;
  const take = (line: Line) => {
    read.push(line.text);
    position = line.position;
  };
  const follower: Follower<Line, Entered> = {
    since: () => position,
    gapless: true,
    onEvent: take,
    onJoined: ({ lines }) => {
      for (const line of lines) take(line);
    },
    onRefused: ({ code }) => read.push(code),
    ...more,
  };
  return { read, follower };
}

const line = (position: number): Line => ({ chat: "c1", text: position.toString(), position });

it("follow a second kind of room that only its feature knows: join, events, a hole, the end, leaving", async () => {
  const { asked, answers, subscriptions, happens } = aLink();
  const { read, follower } = aReader();
  answers.push({ ok: true, chat: "c1", lines: [line(1)] });
  const { unfollow } = subscriptions.follow(chatRoom, "c1", follower);
  await vi.waitFor(() => {
    expect(subscriptions.pending).toBe(0);
  });
  happens("chat-line", line(2));
  happens("chat-line", { ...line(3), chat: "c2" });
  expect(read).toEqual(["1", "2"]);

  answers.push({ ok: true, chat: "c1", lines: [line(3), line(4)] });
  happens("chat-line", line(4));
  await vi.waitFor(() => {
    expect(read).toEqual(["1", "2", "3", "4"]);
  });
  expect(asked).toEqual([
    ["join-chat", { chat: "c1", since: undefined, ticket: undefined }],
    ["join-chat", { chat: "c1", since: 2, ticket: undefined }],
  ]);

  happens("chat-ended", "c1");
  expect(read.at(-1)).toBe("chat_closed");
  unfollow();
  await vi.waitFor(() => {
    expect(asked.at(-1)).toEqual(["leave-chat", "c1"]);
  });
  expect(subscriptions.size).toBe(0);
});

it("pass an event that skips others to a follower that does not need them all", async () => {
  const { asked, subscriptions, happens } = aLink();
  const { read, follower } = aReader({ gapless: false });
  subscriptions.follow(chatRoom, "c1", follower);
  await vi.waitFor(() => {
    expect(subscriptions.pending).toBe(0);
  });
  happens("chat-line", line(1));
  happens("chat-line", line(9));
  expect(read).toEqual(["1", "9"]);
  expect(asked).toHaveLength(1);
});

it("ask for the rooms of every kind when the connection is back, from where each follower stands", async () => {
  const { link, asked, subscriptions, happens } = aLink();
  const other: typeof chatRoom = { ...chatRoom, join: ({ key }) => ["join-other", key] as unknown as ClientMessage, event: "other" as ServerEvent, ended: "other-ended" as ServerEvent };
  const lost = vi.fn();
  const { follower } = aReader({ onLost: lost });
  subscriptions.follow(chatRoom, "c1", follower);
  subscriptions.follow(other, "o1", aReader().follower);
  await vi.waitFor(() => {
    expect(subscriptions.pending).toBe(0);
  });
  happens("chat-line", line(1));
  link.up = false;
  subscriptions.onDisconnected();
  expect(lost).toHaveBeenCalledOnce();
  asked.length = 0;
  subscriptions.askAll();
  expect(asked).toEqual([]);
  link.up = true;
  subscriptions.askAll();
  expect(subscriptions.pending).toBe(2);
  expect(asked).toEqual([
    ["join-chat", { chat: "c1", since: 1, ticket: undefined }],
    ["join-other", "o1"],
  ]);
});
