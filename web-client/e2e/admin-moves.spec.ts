import type { Page, Route } from "@playwright/test";
import { hearsNoMore } from "./support/readings";
import { expect, isLive, test, toastsOf } from "./support/test";

const row = (page: Page, orderId: string) => page.locator(`tr[data-order="${orderId}"]`);
const oneMove = /\/orders\/admin\/[^/]+\/status$/;
const manyMoves = /\/orders\/admin\/bulk-update-status$/;

/** Keeps the requests to an address until they are let go. */
async function hold(page: Page, address: RegExp): Promise<{ release: (answer: (route: Route) => Promise<void>) => Promise<void> }> {
  const held: Route[] = [];
  await page.route(address, (route) => {
    held.push(route);
  });
  return {
    release: async (answer) => {
      await expect.poll(() => held.length).toBe(1);
      for (const route of held) await answer(route);
      await page.unroute(address);
    },
  };
}

const unavailable = {
  status: 503,
  contentType: "application/json",
  body: JSON.stringify({ success: false, code: "database_unavailable", message: "The database does not answer." }),
};

test.describe("moves on the admin's board", () => {
  test("a move is on the screen before the server has answered, and taken back when it cannot be made", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    const confirm = row(page, orderId).getByRole("button", { name: `Confirm, ${orderId}` });
    const server = await hold(page, oneMove);
    await confirm.click();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
    await expect(row(page, orderId).getByRole("button", { name: `Move order ${orderId}, now Confirmed` })).toHaveAttribute("aria-disabled", "true");
    await server.release((route) => route.fulfill(unavailable));
    await expect(toastsOf(page).first()).toBeVisible();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "pending");
    await confirm.click();
    await expect(toastsOf(page).filter({ hasText: `${orderId} is now “Confirmed”.` })).toBeVisible();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
  });

  test("details opened while a move is under way show what is, once the move could not be made", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    const server = await hold(page, oneMove);
    await row(page, orderId).getByRole("button", { name: `Confirm, ${orderId}` }).click();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
    await page.getByRole("button", { name: `Details of order ${orderId}` }).click();
    const drawer = page.getByRole("dialog", { name: `Order ${orderId}` });
    await expect(drawer.getByText("Order placed")).toBeVisible();
    await expect(drawer.getByRole("button", { name: `Move order ${orderId}, now Confirmed` })).toHaveAttribute("aria-disabled", "true");
    // Nothing can be read again that would put it right.
    await page.route(/\/api\/orders\//, (route) => (route.request().method() === "GET" ? route.abort() : route.fallback()));
    await server.release((route) => route.fulfill(unavailable));
    await expect(drawer.getByRole("button", { name: `Move order ${orderId}, now Received` })).not.toHaveAttribute("aria-disabled", "true");
  });

  test("somebody was first, and the admin leaves it: the row shows what is", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    await row(page, orderId).getByRole("button", { name: `Move order ${orderId}, now Received` }).click();
    await page.getByRole("menuitem", { name: "On its way" }).click();
    const move = page.getByRole("dialog", { name: `Move order ${orderId}` });
    await expect(move).toBeVisible();
    await shop.admin.moves(orderId, "confirmed");
    await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
    await move.getByRole("button", { name: "Move", exact: true }).click();
    const conflict = page.getByRole("dialog", { name: "Someone was first" });
    await conflict.getByRole("button", { name: "Leave it at “Confirmed”" }).click();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
    await row(page, orderId).getByRole("button", { name: `Start packing, ${orderId}` }).click();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "processing");
  });

  test("somebody was first with the same step: one's own parcel number can be saved all the same", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    await row(page, orderId).getByRole("button", { name: `Move order ${orderId}, now Received` }).click();
    await page.getByRole("menuitem", { name: "On its way" }).click();
    const move = page.getByRole("dialog", { name: `Move order ${orderId}` });
    await move.getByLabel("Tracking number").fill("MINE-1");
    await shop.admin.moves(orderId, "shipped", { trackingNumber: "THEIRS-1" });
    await expect(row(page, orderId)).toHaveAttribute("data-status", "shipped");
    await move.getByRole("button", { name: "Move", exact: true }).click();
    const conflict = page.getByRole("dialog", { name: "Someone was first" });
    await conflict.getByRole("button", { name: "Save your details all the same" }).click();
    await expect(toastsOf(page).filter({ hasText: `${orderId} is now “On its way”.` })).toBeVisible();
    await page.getByRole("button", { name: `Details of order ${orderId}` }).click();
    await expect(page.getByRole("dialog", { name: `Order ${orderId}` }).getByText("Tracking number MINE-1").first()).toBeVisible();
  });

  test("all the same, but the order can no longer go there: taken back, and explained", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await expect(row(page, orderId)).toBeVisible();
    await hearsNoMore(page);
    await shop.admin.moves(orderId, "cancelled");
    await row(page, orderId).getByRole("button", { name: `Confirm, ${orderId}` }).click();
    await page.getByRole("dialog", { name: "Someone was first" }).getByRole("button", { name: "Move it to “Confirmed” all the same" }).click();
    const explained = page.getByRole("dialog", { name: "That move is not possible" });
    await expect(explained).toContainText(`Order ${orderId} is “Cancelled” and cannot become “Confirmed”.`);
    await explained.getByRole("button", { name: "Close" }).last().click();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "cancelled");
    await expect(row(page, orderId).locator(".motion-safe\\:animate-shimmer")).toHaveCount(0);
  });

  test("a move that changes nothing leaves the row as free as it was", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    const menu = row(page, orderId).getByRole("button", { name: `Move order ${orderId}, now Received` });
    await menu.click();
    await page.getByRole("menuitem", { name: "With details…" }).click();
    const move = page.getByRole("dialog", { name: `Move order ${orderId}` });
    await move.getByLabel("New status").selectOption("pending");
    await move.getByRole("button", { name: "Move", exact: true }).click();
    await expect(toastsOf(page).filter({ hasText: orderId })).toBeVisible();
    await expect(menu).not.toHaveAttribute("aria-disabled", "true");
    await row(page, orderId).getByRole("button", { name: `Confirm, ${orderId}` }).click();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
  });

  test("a move of many is on the screen at once, and its result is told whatever is done meanwhile", async ({ browser, shop }) => {
    const [one, other] = [await shop.asha.placesOrder(), await shop.asha.placesOrder()];
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    for (const { orderId } of [one, other]) await page.getByRole("checkbox", { name: `Select order ${orderId}` }).check();
    // Nobody hears that one of them was cancelled.
    await hearsNoMore(page);
    await shop.admin.moves(other.orderId, "cancelled");
    const server = await hold(page, manyMoves);
    await page.getByRole("button", { name: "Move selected to…" }).click();
    const dialog = page.getByRole("dialog", { name: "Move 2 orders" });
    await dialog.getByLabel("New status").selectOption("confirmed");
    await dialog.getByRole("button", { name: "Move 2 orders" }).click();
    await expect(dialog).toHaveCount(0);
    for (const { orderId } of [one, other]) await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
    await page.keyboard.press("Escape");
    await server.release((route) => route.continue());
    const result = page.getByRole("dialog", { name: "Result" });
    await expect(result).toContainText("1 order moved.");
    await expect(result.getByRole("listitem")).toContainText(other.orderId);
    await result.getByRole("button", { name: "Close" }).last().click();
    await expect(row(page, one.orderId)).toHaveAttribute("data-status", "confirmed");
    await expect(row(page, other.orderId)).toHaveAttribute("data-status", "cancelled");
  });

  test("the focus stays with the one who works by keyboard: in the row, and on the next when the row leaves the filter", async ({ browser, shop }) => {
    const orders = [await shop.asha.placesOrder(), await shop.asha.placesOrder()];
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders?status=pending");
    await isLive(page);
    const [next, first] = orders;
    if (!first || !next) throw new Error("no orders");
    await row(page, first.orderId).getByRole("button", { name: `Confirm, ${first.orderId}` }).focus();
    await page.keyboard.press("Enter");
    await expect(row(page, first.orderId)).toHaveCount(0);
    await expect(row(page, next.orderId).getByRole("button", { name: `Confirm, ${next.orderId}` })).toBeFocused();
    await page.goto(`${shop.url}/admin/orders?search=${next.orderId}`);
    await row(page, next.orderId).getByRole("button", { name: `Confirm, ${next.orderId}` }).focus();
    await page.keyboard.press("Enter");
    await expect(toastsOf(page).filter({ hasText: next.orderId })).toBeVisible();
    const pack = row(page, next.orderId).getByRole("button", { name: `Start packing, ${next.orderId}` });
    await expect(pack).toBeFocused();
    await expect(pack).toBeEnabled();
    await page.keyboard.press("Enter");
    await expect(row(page, next.orderId)).toHaveAttribute("data-status", "processing");
  });
});
