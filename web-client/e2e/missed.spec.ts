import { connectionOf, expect, hasSocketService, isLive, test } from "./support/test";

test.describe("what happened while nobody looked", () => {
  test("an order that came while the admin was at the dashboard is on the board, and in the figures on the way back", async ({ browser, shop }) => {
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    await page.locator("[data-order]").first().waitFor();
    await page.getByRole("link", { name: "Dashboard" }).click();
    const received = page.getByRole("row", { name: /^Received/ }).getByRole("cell");
    await page.getByRole("button", { name: "Show as table: Orders by status" }).click();
    const before = Number((await received.textContent())?.replace(/\D/g, ""));

    const first = await shop.asha.placesOrder();
    await expect(page.locator('[data-counter="New orders"]')).toHaveText("1");
    await expect(received).toHaveText((before + 1).toString());
    await page.getByRole("link", { name: "Orders", exact: true }).click();
    // Well within the time for which a reading is fresh.
    await expect(page.locator(`[data-order="${first.orderId}"]`)).toBeVisible();

    const second = await shop.asha.placesOrder();
    await expect(page.locator(`[data-order="${second.orderId}"]`)).toBeVisible();
    await page.getByRole("link", { name: "Dashboard" }).click();
    await page.getByRole("button", { name: "Show as table: Orders by status" }).click();
    await expect(received).toHaveText((before + 2).toString());
  });

  test("the dashboard counts again, and an open order's history is read again, once the line is back", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page: dashboard } = await shop.admin.opens(browser, shop.url, "/admin/dashboard");
    const { page: board } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    for (const page of [dashboard, board]) await isLive(page);
    await dashboard.getByRole("button", { name: "Show as table: Orders by status" }).click();
    const received = dashboard.getByRole("row", { name: /^Received/ }).getByRole("cell");
    const before = Number((await received.textContent())?.replace(/\D/g, ""));
    await board.getByRole("button", { name: `Details of order ${orderId}` }).click();
    const drawer = board.getByRole("dialog");
    await expect(drawer.getByText("Order placed")).toBeVisible();

    for (const page of [dashboard, board]) await hasSocketService(page);
    shop.line.cut();
    for (const page of [dashboard, board]) await expect(connectionOf(page)).not.toHaveAttribute("data-phase", "live");
    // Away for longer than the server keeps a session: it sends nothing after them.
    for (const page of [dashboard, board]) await page.evaluate(() => Object.assign(window.socketService?.getSocket() ?? {}, { _pid: undefined }));
    await shop.admin.moves(orderId, "confirmed", { note: "the shop was called" });
    shop.line.mend();
    await expect(received).toHaveText((before - 1).toString(), { timeout: 15_000 });
    await expect(drawer.getByText("the shop was called")).toBeVisible({ timeout: 15_000 });
  });
});
