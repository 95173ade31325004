import type { Browser, Page } from "@playwright/test";
import { countRequests, spotOf, type Spot } from "./support/presses";
import { hearsNoMore } from "./support/readings";
import { expect, isLive, test } from "./support/test";
import type { Person } from "./support/people";

const row = (page: Page, orderId: string) => page.locator(`[data-order="${orderId}"]`);
const step = (page: Page, name: string, orderId: string) => row(page, orderId).getByRole("button", { name: `${name}, ${orderId}` });

/** The board, with its clock in our hand. */
async function board(browser: Browser, shop: { admin: Person; url: string }, path: string, viewport: { width: number; height: number }): Promise<Page> {
  const { page } = await shop.admin.opens(browser, shop.url, path, { viewport, hasTouch: true });
  await page.clock.install();
  await page.reload();
  await isLive(page);
  await expect(page.locator("[data-order]").first()).toBeVisible();
  return page;
}

async function stopClock(page: Page): Promise<void> {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
}

/** Lets the page's clock go on in small steps until something is so, and no further. */
async function until(page: Page, isSo: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(
      async () => {
        if (await isSo()) return true;
        await page.clock.runFor(40);
        return isSo();
      },
      { intervals: [20] },
    )
    .toBe(true);
}

const statusIs = (page: Page, orderId: string, status: string) => async () => (await row(page, orderId).getAttribute("data-status")) === status;

async function liesAt(page: Page, name: string, orderId: string, { x, y }: Spot): Promise<void> {
  const box = await step(page, name, orderId).boundingBox();
  expect(box && x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height, "it has come under the finger").toBe(true);
}

/** Nothing is asked for by a press now; half a second later it moves this order. */
async function pressesOnlyAfterHalfASecond(page: Page, spot: Spot, orderId: string): Promise<void> {
  const asked = countRequests(page);
  await page.mouse.click(spot.x, spot.y);
  await page.touchscreen.tap(spot.x, spot.y);
  // Asked of the page, so that it has had its turn.
  await page.evaluate(() => document.title);
  expect(asked).toEqual([]);
  await page.clock.runFor(600);
  await page.mouse.click(spot.x, spot.y);
  await expect.poll(() => asked).toEqual([`PUT /orders/admin/${orderId}/status`]);
}

for (const [where, viewport] of [
  ["rows", { width: 1280, height: 900 }],
  ["cards", { width: 390, height: 844 }],
] as const) {
  test.describe(`what has come under the finger by itself takes no press for half a second: ${where}`, () => {
    test("the next order, when the one that was meant leaves the filter", async ({ browser, shop }) => {
      const [below, above] = [await shop.asha.placesOrder(), await shop.asha.placesOrder()];
      const page = await board(browser, shop, "/admin/orders?status=pending", viewport);
      const spot = await spotOf(step(page, "Confirm", above.orderId));
      await stopClock(page);
      await shop.admin.moves(above.orderId, "shipped");
      await until(page, async () => (await row(page, above.orderId).count()) === 0);
      await liesAt(page, "Confirm", below.orderId, spot);
      await pressesOnlyAfterHalfASecond(page, spot, below.orderId);
    });

    test("a new order, when it comes where another was", async ({ browser, shop }) => {
      const meant = await shop.asha.placesOrder();
      const page = await board(browser, shop, "/admin/orders", viewport);
      const spot = await spotOf(step(page, "Confirm", meant.orderId));
      await stopClock(page);
      const fresh = await shop.asha.placesOrder();
      await until(page, async () => (await row(page, fresh.orderId).count()) === 1);
      await liesAt(page, "Confirm", fresh.orderId, spot);
      await pressesOnlyAfterHalfASecond(page, spot, fresh.orderId);
    });

    test("the next step of the same order, when somebody else has made the one before", async ({ browser, shop }) => {
      const { orderId } = await shop.asha.placesOrder();
      const page = await board(browser, shop, "/admin/orders", viewport);
      const spot = await spotOf(step(page, "Confirm", orderId));
      await stopClock(page);
      await shop.admin.moves(orderId, "confirmed");
      await until(page, statusIs(page, orderId, "confirmed"));
      await liesAt(page, "Start packing", orderId, spot);
      await pressesOnlyAfterHalfASecond(page, spot, orderId);
    });
  });
}

test("a question that comes by itself is not answered by a press that was in the air", async ({ browser, shop }) => {
  const { orderId } = await shop.asha.placesOrder();
  const page = await board(browser, shop, "/admin/orders", { width: 1280, height: 900 });
  await hearsNoMore(page);
  await stopClock(page);
  await shop.admin.moves(orderId, "cancelled");
  await step(page, "Confirm", orderId).click();
  const question = page.getByRole("dialog", { name: "Someone was first" });
  await until(page, () => question.isVisible());
  const asked = countRequests(page);
  const answers = ["Close", "Leave it at “Cancelled”", "Move it to “Confirmed” all the same"].map((name) => question.getByRole("button", { name }));
  for (const answer of answers) {
    const { x, y } = await spotOf(answer);
    await page.mouse.click(x, y);
    await answer.focus();
    await page.keyboard.press("Enter");
  }
  await expect(question).toBeVisible();
  expect(asked).toEqual([]);
  await page.clock.runFor(600);
  const leave = await spotOf(question.getByRole("button", { name: "Leave it at “Cancelled”" }));
  await page.mouse.click(leave.x, leave.y);
  await until(page, async () => (await question.count()) === 0);
});

test("a move whose answer was lost is one's own: nobody else was first", async ({ browser, shop }) => {
  const { orderId } = await shop.asha.placesOrder();
  const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
  await expect(row(page, orderId)).toBeVisible();
  await hearsNoMore(page);
  // The server does it; its word is lost on the way, and so are the readings that would show it.
  await page.route(/\/orders\/admin\//, async (route) => {
    if (route.request().method() === "PUT") await route.fetch();
    await route.abort();
  });
  await step(page, "Confirm", orderId).click();
  await expect(page.locator("[data-toast]").first()).toBeVisible();
  await expect(row(page, orderId)).toHaveAttribute("data-status", "pending");
  await page.unroute(/\/orders\/admin\//);
  await step(page, "Confirm", orderId).click();
  await expect(page.locator("[data-toast]").filter({ hasText: `${orderId} is now “Confirmed”.` })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
});
