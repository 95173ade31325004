import type { Locator, Page } from "@playwright/test";
import { settlingMs } from "../../src/lib/settling";

/** How far apart, in milliseconds, the two halves of a double press are, by the events' own clock: however slow the machine is. */
const apartMs = 180;
const pressMs = 40;

/** A place on the screen, in CSS pixels. */
export interface Spot {
  x: number;
  y: number;
}

export async function spotOf(locator: Locator): Promise<Spot> {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error("it is not on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

type Half = (timestamp: number, count: number) => Promise<void>;

/**
 * Lets no half second of the page pass until the returned function is called, by its timers, which begin then, or by its
 * clock, which stands still before.
 */
async function holdHalfSeconds(page: Page): Promise<() => Promise<void>> {
  const letPass = await page.evaluateHandle(({ heldMs, apartMs }) => {
    const { setTimeout, clearTimeout } = window;
    const now = performance.now.bind(performance);
    const until = now() + apartMs;
    performance.now = () => Math.min(now(), until);
    const held = new Map<number, () => void>();
    const begun = new Map<number, number>();
    let isOver = false;
    window.setTimeout = ((run: () => void, delay?: number, ...more: unknown[]) => {
      const id = setTimeout(run, delay, ...more);
      if (!isOver && delay === heldMs) {
        clearTimeout(id);
        held.set(id, run);
      }
      return id;
    }) as typeof window.setTimeout;
    window.clearTimeout = (id) => {
      held.delete(Number(id));
      clearTimeout(begun.get(Number(id)) ?? id);
    };
    return () => {
      isOver = true;
      performance.now = now;
      for (const [id, run] of held) begun.set(id, setTimeout(run, heldMs));
      held.clear();
    };
  }, { heldMs: settlingMs, apartMs });
  return async () => {
    await letPass.evaluate((run) => {
      run();
    });
    await letPass.dispose();
  };
}

/**
 * Both halves of a double press. The second is made once the first has had its effect: that is the dangerous moment, and
 * comes in milliseconds on a fast machine. By the events' clock, and by that of the page, they are as close together on a
 * slow one.
 */
async function twice(page: Page, half: Half, effect: () => Promise<void>): Promise<void> {
  const start = Date.now() / 1000;
  const letPass = await holdHalfSeconds(page);
  await half(start, 1);
  await effect();
  await half(start + apartMs / 1000, 2);
  await letPass();
}

async function mouse(page: Page, target: Locator, clicks: (count: number) => number, effect: () => Promise<void>): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const spot = await spotOf(target);
  await twice(page, async (timestamp, count) => {
    const rest = { ...spot, button: "left", clickCount: clicks(count) } as const;
    await client.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...spot, timestamp });
    await client.send("Input.dispatchMouseEvent", { ...rest, type: "mousePressed", timestamp });
    await client.send("Input.dispatchMouseEvent", { ...rest, type: "mouseReleased", timestamp: timestamp + pressMs / 1000 });
  }, effect);
}

/** Another key ends what was pressed before: people bring the focus there by some. (Tab would close a menu.) */
async function focusByHand(page: Page, target: Locator): Promise<void> {
  await page.keyboard.press("Shift");
  await target.focus();
}

async function key(page: Page, target: Locator, pressed: { key: string; code: string; windowsVirtualKeyCode: number; text: string }, effect: () => Promise<void>): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await focusByHand(page, target);
  await twice(page, async (timestamp) => {
    await client.send("Input.dispatchKeyEvent", { ...pressed, type: "keyDown", timestamp });
    await client.send("Input.dispatchKeyEvent", { ...pressed, type: "keyUp", timestamp: timestamp + pressMs / 1000 });
  }, effect);
}

type PressTwice = (page: Page, target: Locator, effect: () => Promise<void>) => Promise<void>;

/** The ways in which people press twice without a pause; `effect` waits for what the first press does. */
export const waysToPressTwice = {
  "a double click": (page, target, effect) => mouse(page, target, (count) => count, effect),
  "two fast clicks": (page, target, effect) => mouse(page, target, () => 1, effect),
  "a double tap": async (page, target, effect) => {
    const client = await page.context().newCDPSession(page);
    const spot = await spotOf(target);
    await twice(page, async (timestamp) => {
      await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [spot], timestamp });
      await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [], timestamp: timestamp + pressMs / 1000 });
    }, effect);
  },
  "Enter twice": (page, target, effect) => key(page, target, { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" }, effect),
  "the space bar twice": (page, target, effect) => key(page, target, { key: " ", code: "Space", windowsVirtualKeyCode: 32, text: " " }, effect),
  "Enter held down": async (page, target, effect) => {
    await focusByHand(page, target);
    const letPass = await holdHalfSeconds(page);
    await page.keyboard.down("Enter");
    await effect();
    for (let times = 0; times < 5; times += 1) await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await letPass();
  },
} as const satisfies Record<string, PressTwice>;

export type WayToPressTwice = keyof typeof waysToPressTwice;

/** What a page asks of the server that changes something or hands something out, in a word each, as it leaves the page. */
export function countRequests(page: Page): string[] {
  const kinds: [string, RegExp][] = [
    ["PUT", /\/orders\/admin\/[^/]+\/status$/],
    ["POST", /\/bulk-update-status$/],
    ["POST", /\/tracking-links$/],
    ["DELETE", /\/tracking-links\/[^/]+$/],
    ["GET", /\/orders\/admin\/export/],
    ["POST", /\/auth\/(login|register)$/],
  ];
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (kinds.some(([method, path]) => request.method() === method && path.test(pathname))) asked.push(`${request.method()} ${pathname.replace("/api", "")}`);
  });
  return asked;
}
