import { expect, type Page, type Request } from "@playwright/test";

/** What a page has asked the API that has not been answered, and when that last changed. */
interface Readings {
  underWay: Set<Request>;
  changedAt: number;
}

const readings = new WeakMap<Page, Readings>();

/** Has the readings of a page counted, from when it was opened. */
export function countReadings(page: Page): void {
  const now: Readings = { underWay: new Set(), changedAt: Date.now() };
  readings.set(page, now);
  const counting = (count: (request: Request) => void) => (request: Request) => {
    if (!new URL(request.url()).pathname.startsWith("/api/")) return;
    count(request);
    now.changedAt = Date.now();
  };
  const ended = counting((request) => now.underWay.delete(request));
  page.on("request", counting((request) => now.underWay.add(request)));
  page.on("requestfinished", ended);
  page.on("requestfailed", ended);
}

/** Takes a page's line away for good. What it shows then stays: no reading is under way that could tell it more. */
export async function hearsNoMore(page: Page): Promise<void> {
  await expect(page.getByTestId("connection")).toHaveAttribute("data-phase", "live");
  await page.waitForFunction(() => window.socketService !== undefined);
  await page.evaluate(() => window.socketService?.disconnect());
  const now = readings.get(page);
  if (!now) throw new Error("nobody counts this page's readings");
  await expect.poll(() => now.underWay.size === 0 && Date.now() - now.changedAt > 300, "the page has read what it wanted to").toBe(true);
}
