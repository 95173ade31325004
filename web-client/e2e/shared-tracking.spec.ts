import { connectionOf, expect, historyOf, isLive, test, toastsOf } from "./support/test";

test.describe("following without an account", () => {
  test("the owner makes a link; a stranger sees the parcel's way, live, and nothing about the person; switched off, it is dead", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder({ notes: "leave it with the guard" });
    const { page: owner } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await owner.getByRole("button", { name: "Share tracking" }).click();
    const dialog = owner.getByRole("dialog", { name: `Share tracking of order ${orderId}` });
    await expect(dialog.getByText("There is no link to this order yet.")).toBeVisible();
    await dialog.getByLabel("Works for").selectOption("7");
    await dialog.getByRole("button", { name: "Make a link" }).click();
    const link = await dialog.getByTestId("tracking-link").textContent();
    expect(link).toContain(`${shop.url}/track/`);

    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(link ?? "");
    await isLive(stranger);
    await expect(stranger.getByTestId("headline")).toHaveText("The order is in.");
    await shop.admin.moves(orderId, "shipped", { trackingNumber: "GO-1" });
    await expect(stranger.getByTestId("headline")).toHaveText("The parcel is on its way.");
    await expect(stranger.getByTestId("tracking-number")).toHaveText("GO-1");
    expect(await historyOf(stranger)).toEqual(["pending", "shipped"]);
    const seen = await stranger.locator("body").innerText();
    for (const secret of ["Asha", "asha@", "98765", "Garden Street", "600033", "guard", "₹"]) expect(seen).not.toContain(secret);

    await dialog.getByRole("button", { name: /^Switch off the link/ }).click();
    await expect(dialog.getByText("no longer works")).toBeVisible();
    await expect(dialog.getByText("The link is ready.")).toHaveCount(0);
    await expect(dialog.getByRole("button", { name: "Make a link" })).toBeVisible();
    // On the page that is open, and on one that is opened later.
    await expect(stranger.getByRole("heading", { name: "This tracking link does not work." })).toBeVisible();
    await expect(connectionOf(stranger)).toHaveCount(0);
    await stranger.reload();
    await expect(stranger.getByRole("heading", { name: "This tracking link does not work." })).toBeVisible();
  });

  test("a link that could not be switched off is told, above the dialog", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    await shop.asha.call("POST", `/orders/${orderId}/tracking-links`, { expiresInHours: 24 });
    const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await page.getByRole("button", { name: "Share tracking" }).click();
    await page.route("**/tracking-links/*", (route) => route.fulfill({ status: 503, json: { success: false, code: "unavailable", message: "Later" } }));
    await page.getByRole("button", { name: /^Switch off the link/ }).click();
    await expect(toastsOf(page)).toContainText("The shop could not answer just now.");
    // What lies over it would take this press.
    await toastsOf(page).getByRole("button", { name: "Dismiss" }).click();
    await expect(toastsOf(page)).toHaveCount(0);
    await expect(page.getByRole("dialog")).toBeVisible();
  });

  test("the links of an order that was cancelled or refunded can be switched off, by its owner and by an admin", async ({ browser, shop }) => {
    for (const [who, status] of [
      [shop.asha, "cancelled"],
      [shop.admin, "refunded"],
    ] as const) {
      const { orderId } = await shop.asha.placesOrder();
      const { link } = await shop.asha.call<{ link: { path: string } }>("POST", `/orders/${orderId}/tracking-links`, { expiresInHours: 24 });
      await shop.admin.moves(orderId, "cancelled");
      if (status === "refunded") await shop.admin.moves(orderId, "refunded");
      const { page } = await who.opens(browser, shop.url, `/order-tracking/${orderId}`);
      await expect(page.getByTestId("headline")).toHaveAttribute("data-status", status);
      await expect(page.getByText("Tracking number", { exact: true })).toHaveCount(0);
      await page.getByRole("button", { name: "Share tracking" }).click();
      await page.getByRole("button", { name: /^Switch off the link/ }).click();
      await expect(page.getByRole("dialog").getByText("no longer works")).toBeVisible();
      await page.goto(`${shop.url}${link.path}`);
      await expect(page.getByRole("heading", { name: "This tracking link does not work." })).toBeVisible();
    }
  });

  test("a made-up link tells nothing", async ({ browser, shop }) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/track/not-a-ticket`);
    await expect(page.getByRole("heading", { name: "This tracking link does not work." })).toBeVisible();
  });
});
