import type { Locator, Page } from "@playwright/test";
import { countRequests, waysToPressTwice, type WayToPressTwice } from "./support/presses";
import { hearsNoMore } from "./support/readings";
import { expect, isLive, test, toastsOf } from "./support/test";

const ways = Object.keys(waysToPressTwice) as WayToPressTwice[];
const row = (page: Page, orderId: string) => page.locator(`[data-order="${orderId}"]`);
const step = (within: Page | Locator, name: string, orderId: string) => within.getByRole("button", { name: `${name}, ${orderId}` });
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
const touch = { hasTouch: true };
/** Everything that opens over the page. */
const dialogs = (page: Page) => page.getByRole("dialog");

/** Whatever was pressed has had its answer: what would be asked for by a second press has been asked by then. */
async function isDone(page: Page, orderId: string, status: string): Promise<void> {
  await expect(toastsOf(page).filter({ hasText: `${orderId} is now “${status}”.` })).toHaveCount(1);
}

test.describe("one press is one step", () => {
  for (const way of ways) {
    for (const [where, options] of [
      ["a row", touch],
      ["a card", phone],
    ] as const) {
      test(`${way} on the step of ${where} moves the order one step, and after a pause the next press moves it on`, async ({ browser, shop }) => {
        const { orderId } = await shop.asha.placesOrder();
        const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders", options);
        await isLive(page);
        const asked = countRequests(page);
        await waysToPressTwice[way](page, step(page, "Confirm", orderId), () => isDone(page, orderId, "Confirmed"));
        const next = step(page, "Start packing", orderId);
        await expect(next).toBeEnabled();
        expect(asked).toEqual([`PUT /orders/admin/${orderId}/status`]);
        await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
        await expect(dialogs(page)).toHaveCount(0);
        await next.click();
        await isDone(page, orderId, "Being packed");
        expect(asked).toHaveLength(2);
      });
    }

    test(`${way} on the step in the order's details moves it one step`, async ({ browser, shop }) => {
      const { orderId } = await shop.asha.placesOrder();
      const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders", touch);
      await isLive(page);
      await page.getByRole("button", { name: `Details of order ${orderId}` }).click();
      const drawer = page.getByRole("dialog", { name: `Order ${orderId}` });
      await expect(drawer.getByText("Order placed")).toBeVisible();
      const asked = countRequests(page);
      await waysToPressTwice[way](page, step(drawer, "Confirm", orderId), () => isDone(page, orderId, "Confirmed"));
      await expect(step(drawer, "Start packing", orderId)).toBeEnabled();
      expect(asked).toHaveLength(1);
    });

    test(`${way} on the step that asks for the parcel opens its dialog and leaves it open`, async ({ browser, shop }) => {
      const { orderId } = await shop.asha.placesOrder();
      await shop.admin.moves(orderId, "processing");
      const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders", touch);
      await isLive(page);
      const asked = countRequests(page);
      const dialog = page.getByRole("dialog", { name: `Move order ${orderId}` });
      await waysToPressTwice[way](page, step(page, "Send off", orderId), () => dialog.waitFor());
      await expect(dialog).toBeVisible();
      await waysToPressTwice[way](page, dialog.getByRole("button", { name: "Move", exact: true }), () => isDone(page, orderId, "On its way"));
      await expect(step(page, "Mark delivered", orderId)).toBeEnabled();
      expect(asked).toHaveLength(1);
      await expect(dialogs(page)).toHaveCount(0);
    });

    test(`${way} on a choice of the menu is one choice, and nothing below it is pressed`, async ({ browser, shop }) => {
      const orders = [await shop.asha.placesOrder(), await shop.asha.placesOrder(), await shop.asha.placesOrder()];
      const { orderId } = orders[2] ?? { orderId: "" };
      const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders", touch);
      await isLive(page);
      const asked = countRequests(page);
      const menu = page.getByRole("button", { name: `Move order ${orderId}, now Received` });
      await menu.click();
      const choice = page.getByRole("menuitem", { name: "Being packed" });
      await choice.hover();
      await waysToPressTwice[way](page, choice, () => isDone(page, orderId, "Being packed"));
      await expect(step(page, "Send off", orderId)).toBeEnabled();
      expect(asked).toEqual([`PUT /orders/admin/${orderId}/status`]);
      await expect(dialogs(page)).toHaveCount(0);
    });

    test(`${way} moves many orders once`, async ({ browser, shop }) => {
      const orders = [await shop.asha.placesOrder(), await shop.asha.placesOrder()];
      const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders", phone);
      await isLive(page);
      for (const { orderId } of orders) await page.getByRole("checkbox", { name: `Select order ${orderId}` }).check();
      const asked = countRequests(page);
      const dialog = page.getByRole("dialog", { name: "Move 2 orders" });
      await waysToPressTwice[way](page, page.getByRole("button", { name: "Move selected to…" }), () => dialog.waitFor());
      await waysToPressTwice[way](page, dialog.getByRole("button", { name: "Move 2 orders" }), () =>
        expect(toastsOf(page).filter({ hasText: "2 orders moved." })).toHaveCount(1),
      );
      for (const { orderId } of orders) await expect(step(page, "Start packing", orderId)).toBeEnabled();
      expect(asked).toEqual(["POST /orders/admin/bulk-update-status"]);
      await expect(dialogs(page)).toHaveCount(0);
    });

    test(`${way} on “all the same” insists once, and is not asked about again`, async ({ browser, shop }) => {
      const { orderId } = await shop.asha.placesOrder();
      const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders", touch);
      await expect(row(page, orderId)).toBeVisible();
      await hearsNoMore(page);
      await shop.admin.moves(orderId, "processing");
      const asked = countRequests(page);
      await step(page, "Confirm", orderId).click();
      const conflict = page.getByRole("dialog", { name: "Someone was first" });
      await expect(conflict.getByRole("button", { name: "Move it to “Confirmed” all the same" })).toBeEnabled();
      await waysToPressTwice[way](page, conflict.getByRole("button", { name: "Move it to “Confirmed” all the same" }), () => isDone(page, orderId, "Confirmed"));
      await expect(step(page, "Start packing", orderId)).toBeEnabled();
      expect(asked).toHaveLength(2);
      await expect(dialogs(page)).toHaveCount(0);
    });

    test(`${way} makes one link, and switches one off`, async ({ browser, shop }) => {
      const { orderId } = await shop.asha.placesOrder();
      for (let links = 0; links < 2; links += 1) await shop.asha.call("POST", `/orders/${orderId}/tracking-links`, { expiresInHours: 24 });
      const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`, touch);
      await isLive(page);
      const asked = countRequests(page);
      const off = dialogs(page).getByRole("button", { name: /^Switch off the link/ });
      await waysToPressTwice[way](page, page.getByRole("button", { name: "Share tracking" }), () => expect(off).toHaveCount(2));
      await waysToPressTwice[way](page, dialogs(page).getByRole("button", { name: "Make a link" }), () => expect(off).toHaveCount(3));
      await expect(page.getByTestId("tracking-link")).toBeVisible();
      await expect(off.first()).toBeEnabled();
      expect(asked).toEqual([`POST /orders/${orderId}/tracking-links`]);
      await waysToPressTwice[way](page, off.first(), () => expect(off).toHaveCount(2));
      await expect(toastsOf(page)).toHaveCount(1);
      expect(asked).toHaveLength(2);
    });

    test(`${way} logs in once, and exports once`, async ({ browser, shop }) => {
      const page = await (await browser.newContext(touch)).newPage();
      const asked = countRequests(page);
      await page.goto(`${shop.url}/login`);
      await page.getByLabel("E-mail or phone").fill("admin@trackroom.example");
      await page.getByLabel("Password").fill("trackroom-admin");
      await waysToPressTwice[way](page, page.getByRole("button", { name: "Log in", exact: true }), () => isLive(page));
      expect(asked).toEqual(["POST /auth/login"]);
      await waysToPressTwice[way](page, page.getByRole("button", { name: "Export CSV" }), () =>
        expect(toastsOf(page).filter({ hasText: "The file is saved." })).toHaveCount(1),
      );
      await expect(page.getByRole("button", { name: "Export CSV" })).toBeEnabled();
      expect(asked.filter((request) => request.startsWith("GET"))).toHaveLength(1);
    });
  }

  test("two clicks of a script in one breath are one request, too", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    const asked = countRequests(page);
    await step(page, "Confirm", orderId).evaluate((button) => {
      for (let times = 0; times < 2; times += 1) (button as HTMLButtonElement).click();
    });
    await isDone(page, orderId, "Confirmed");
    expect(asked).toHaveLength(1);
    await expect(dialogs(page)).toHaveCount(0);
  });

  test("the next page is pressed as often as one likes", async ({ browser, shop }) => {
    for (let orders = 0; orders < 60; orders += 1) await shop.asha.placesOrder();
    for (const way of ["Enter twice", "the space bar twice"] as const) {
      const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
      await isLive(page);
      await waysToPressTwice[way](page, page.getByRole("button", { name: "Next page" }), () => page.getByText(/^Page 2 of/).waitFor());
      await expect(page).toHaveURL(/page=3/);
    }
  });

  test("a double click marks a word in a field, as ever", async ({ browser, shop }) => {
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    await page.getByRole("button", { name: "Filters" }).click();
    const box = page.getByRole("searchbox");
    await box.fill("asha");
    await box.dblclick({ position: { x: 60, y: 20 } });
    await page.keyboard.type("ravi");
    await expect(box).toHaveValue("ravi");
  });
});
