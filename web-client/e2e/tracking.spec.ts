import { expect, hasSocketService, historyOf, isLive, test, toastsOf } from "./support/test";

test.describe("following an order", () => {
  test("a change shows at once, with a toast, without reload, once; another order's event moves nothing", async ({ browser, shop }) => {
    const mine = await shop.asha.placesOrder();
    const other = await shop.asha.placesOrder();
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${mine.orderId}`);
    await isLive(page);
    await page.evaluate(() => {
      document.body.dataset["unreloaded"] = "yes";
    });
    await expect(page.getByTestId("headline")).toHaveText("We have your order.");

    // The page hears of the other order too, and shows this one.
    await hasSocketService(page);
    await page.evaluate(async (orderId) => {
      window.socketService?.onOrderStatusUpdate((event) => {
        if (event.orderId === orderId) document.body.dataset["heardOfOther"] = event.status;
      });
      await window.socketService?.getSocket().emitWithAck("join-order-tracking", { orderId });
    }, other.orderId);
    await shop.admin.moves(other.orderId, "shipped");
    await expect(page.locator("body")).toHaveAttribute("data-heard-of-other", "shipped");
    await expect(page.getByTestId("headline")).toHaveText("We have your order.");
    expect(await historyOf(page)).toEqual(["pending"]);
    await expect(toastsOf(page)).toHaveCount(0);
    await shop.admin.moves(mine.orderId, "confirmed");
    await expect(page.getByTestId("headline")).toHaveText("Your order is confirmed.");
    await expect(toastsOf(page)).toHaveCount(1);
    await expect(toastsOf(page)).toContainText(`Order ${mine.orderId}: Confirmed`);
    expect(await historyOf(page)).toEqual(["pending", "confirmed"]);
    await expect(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");

    await shop.admin.moves(mine.orderId, "shipped", { trackingNumber: "TRK <b>42</b>", estimatedDelivery: "2031-05-06T12:00:00.000Z" });
    await expect(page.getByTestId("headline")).toHaveText("Your parcel is on its way.");
    await expect(page.getByTestId("tracking-number")).toHaveText("TRK <b>42</b>");
    await expect(page.getByText(/Expected Tuesday,? 6 May,? 2031/).first()).toBeVisible();
    expect(await historyOf(page)).toEqual(["pending", "confirmed", "shipped"]);
    expect(await page.evaluate(() => document.body.dataset["unreloaded"])).toBe("yes");
  });

  test("shows what was bought, where it goes, and no text of it as HTML", async ({ browser, shop }) => {
    const notes = `<img src=x onerror="document.title='owned'"> ring twice`;
    const { orderId } = await shop.asha.placesOrder({ notes });
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await expect(page.getByText(notes)).toBeVisible();
    await expect(page.getByText("7 Garden Street")).toBeVisible();
    await expect(page.getByText("Chennai, Tamil Nadu, 600033")).toBeVisible();
    await expect(page.getByText("Total", { exact: true })).toBeVisible();
    await expect(page.getByText("Cash on delivery, not paid yet")).toBeVisible();
    await expect(page.locator("main img")).toHaveCount(0);
  });

  test("copies the tracking number", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    await shop.admin.moves(orderId, "shipped", { trackingNumber: "COPY-ME-7" });
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Copy tracking number COPY-ME-7" }).click();
    await expect(page.getByText("Copied")).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("COPY-ME-7");
  });

  test("after coming back from another page every missed step is there, in order, and later ones come once", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await isLive(page);
    await page.getByRole("link", { name: "My orders" }).click();
    const row = page.locator(`[data-order="${orderId}"]`);
    await expect(row).toContainText("Received");
    await shop.admin.moves(orderId, "confirmed");
    await expect(row).toContainText("Confirmed");
    await shop.admin.moves(orderId, "processing");
    await row.getByRole("link").click();
    await expect(page.getByTestId("headline")).toHaveText("We are packing your order.");
    await expect.poll(() => historyOf(page)).toEqual(["pending", "confirmed", "processing"]);
    await shop.admin.moves(orderId, "shipped");
    await expect.poll(() => historyOf(page)).toEqual(["pending", "confirmed", "processing", "shipped"]);
  });

  test("a correction is told as one, and a cancelled order says so", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    await shop.admin.moves(orderId, "shipped");
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await isLive(page);
    await shop.admin.moves(orderId, "processing");
    await expect(page.getByText("Corrected: back to “Being packed”.")).toBeVisible();
    await shop.admin.moves(orderId, "cancelled");
    await expect(page.getByTestId("headline")).toHaveText("This order was cancelled.");
    await expect(page.getByRole("progressbar")).toHaveCount(0);
  });

  test("a page that could not be fetched leaves the others standing, and is fetched when it is asked for again", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const parts = /\/assets\/(orders|share-dialog)-/;
    const { page, context } = await shop.asha.opens(browser, shop.url, "/real-time-test");
    await context.route(parts, (route) => route.abort());
    await page.goto(`${shop.url}/order-tracking/${orderId}`);
    await isLive(page);
    await page.getByRole("button", { name: "Share tracking" }).click();
    await expect(toastsOf(page)).toContainText("The part for sharing could not be fetched.");
    await expect(page.getByTestId("headline")).toBeVisible();
    await page.getByRole("link", { name: "My orders" }).click();
    await expect(page.getByRole("heading", { name: "Something went wrong on this page." })).toBeVisible();
    await page.goBack();
    await expect(page.getByTestId("headline")).toBeVisible();
    await context.unroute(parts);
    await page.getByRole("button", { name: "Share tracking" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "My orders" }).click();
    await expect(page.getByRole("heading", { name: "My orders" })).toBeVisible();
  });

  test("an unknown order and somebody else's are one and the same", async ({ browser, shop }) => {
    const { orderId } = await shop.ravi.placesOrder();
    for (const id of [orderId, "ORD99999999"]) {
      const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${id}`);
      await expect(page.getByRole("heading", { name: "We can't find this order." })).toBeVisible();
    }
  });
});
