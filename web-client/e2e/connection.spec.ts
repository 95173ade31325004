import { connectionOf, expect, hasSocketService, historyOf, isLive, test, toastsOf } from "./support/test";

test.describe("a connection that comes and goes", () => {
  test("cut for real: offline is said with the time, and every missed step is there afterwards, in order, once", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await isLive(page);
    shop.line.cut();
    await expect(connectionOf(page)).toHaveAttribute("data-phase", "reconnecting");
    await expect(connectionOf(page)).toHaveAttribute("data-phase", "offline", { timeout: 15_000 });
    await expect(connectionOf(page)).toContainText(/last updated \d\d:\d\d/);
    await expect(connectionOf(page).getByRole("status")).toContainText(/No connection\. We keep trying; what you see is from \d\d:\d\d\./);
    for (const status of ["confirmed", "processing", "shipped"]) await shop.admin.moves(orderId, status);
    await expect(page.getByTestId("headline")).toHaveText("We have your order.");
    // Taken before: the page may come back by itself in the very moment, and have no such button any more.
    const tryNow = await page.getByRole("button", { name: "Try now" }).elementHandle();
    shop.line.mend();
    await tryNow?.evaluate((button) => {
      (button as HTMLButtonElement).click();
    });
    await expect(page.getByTestId("headline")).toHaveText("Your parcel is on its way.");
    await isLive(page);
    expect(await historyOf(page)).toEqual(["pending", "confirmed", "processing", "shipped"]);
    await expect(toastsOf(page)).toHaveCount(3);
    await shop.admin.moves(orderId, "delivered");
    await expect(page.getByTestId("headline")).toHaveText("Your parcel has arrived.");
    expect(await historyOf(page)).toEqual(["pending", "confirmed", "processing", "shipped", "delivered"]);
  });

  test("comes back by itself, without a press", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await isLive(page);
    shop.line.cut();
    await expect(connectionOf(page)).toHaveAttribute("data-phase", "reconnecting");
    await shop.admin.moves(orderId, "confirmed");
    shop.line.mend();
    await expect(page.getByTestId("headline")).toHaveText("Your order is confirmed.", { timeout: 15_000 });
    await isLive(page);
  });

  test("tries at once when the device is online again, and when the page is looked at again", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await isLive(page);
    for (const [event, status] of [
      ["online", "confirmed"],
      ["visibilitychange", "processing"],
    ] as const) {
      shop.line.cut();
      // Long enough away for the pauses between tries to have grown: to 4 to 8 s.
      await expect(connectionOf(page)).toHaveAttribute("data-phase", "offline", { timeout: 15_000 });
      await shop.admin.moves(orderId, status);
      shop.line.mend();
      await page.evaluate((name) => {
        (name === "online" ? window : document).dispatchEvent(new Event(name));
      }, event);
      await expect(page.getByTestId("headline")).toHaveAttribute("data-status", status, { timeout: 4_000 });
    }
  });

  for (const transport of ["websocket", "polling"] as const) {
    test(`a line that died in the device's sleep is found out when the page is looked at again, and what was missed is there: ${transport}`, async ({ browser, shop }) => {
      shop.line.box = transport === "polling" ? "refuses the handshake" : "lets them through";
      try {
        const { orderId } = await shop.asha.placesOrder();
        const { page: order } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
        // This one is in no room to ask again for.
        const { page: board } = await shop.admin.opens(browser, shop.url, "/admin/orders");
        const row = board.locator(`[data-order="${orderId}"]`);
        await expect(row).toContainText("Received");
        for (const page of [order, board]) await isLive(page);
        await hasSocketService(order);
        expect(await order.evaluate(() => window.socketService?.getConnectionStatus().transport)).toBe(transport);

        shop.line.freeze();
        await shop.admin.moves(orderId, "confirmed");
        await shop.admin.moves(orderId, "processing");
        for (const page of [order, board]) {
          await expect(connectionOf(page)).toHaveAttribute("data-phase", "live");
          await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
        }
        // Long before the silence would be noticed by itself.
        for (const page of [order, board]) await expect(connectionOf(page)).not.toHaveAttribute("data-phase", "live", { timeout: 15_000 });
        shop.line.thaw();
        await expect(order.getByTestId("headline")).toHaveText("We are packing your order.", { timeout: 15_000 });
        await expect(toastsOf(order)).toHaveCount(2);
        await expect(row).toContainText("Being packed", { timeout: 15_000 });
        for (const page of [order, board]) await isLive(page);
        expect(await historyOf(order)).toEqual(["pending", "confirmed", "processing"]);
      } finally {
        shop.line.thaw();
        shop.line.box = "lets them through";
      }
    });
  }

  test("goes offline with the device, and catches up with it", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page, context } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await isLive(page);
    await context.setOffline(true);
    await expect(connectionOf(page)).toHaveAttribute("data-phase", "offline");
    await shop.admin.moves(orderId, "confirmed");
    await shop.admin.moves(orderId, "shipped");
    await context.setOffline(false);
    await expect(page.getByTestId("headline")).toHaveText("Your parcel is on its way.");
    expect(await historyOf(page)).toEqual(["pending", "confirmed", "shipped"]);
  });

  test("survives the server being killed and started again", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await isLive(page);
    await shop.admin.moves(orderId, "confirmed");
    await expect(page.getByTestId("headline")).toHaveText("Your order is confirmed.");
    await shop.server.stop("SIGKILL");
    await expect(connectionOf(page)).not.toHaveAttribute("data-phase", "live");
    await shop.server.start();
    await shop.admin.moves(orderId, "processing");
    await expect(page.getByTestId("headline")).toHaveText("We are packing your order.", { timeout: 20_000 });
    await isLive(page);
    expect(await historyOf(page)).toEqual(["pending", "confirmed", "processing"]);
  });
});
