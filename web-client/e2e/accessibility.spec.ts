import { expect, isLive, test } from "./support/test";

test("a customer gets from the login to the shared link by keyboard alone", async ({ browser, shop }) => {
  const { orderId } = await shop.asha.placesOrder();
  const page = await (await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] })).newPage();
  await page.goto(`${shop.url}/login`);
  await page.getByLabel("E-mail or phone").waitFor();
  /** Presses Tab until what has the focus is called so; what has it can be seen to have it. */
  const tabTo = async (name: RegExp) => {
    const passed: string[] = [];
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        // Past the last one, the focus is the browser's own.
        if (!element || element === document.body) return undefined;
        const labelled = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
        return {
          label: element.getAttribute("aria-label") ?? labelled ?? element.textContent,
          outline: getComputedStyle(element).outlineStyle,
        };
      });
      passed.push(focused?.label ?? "the browser");
      if (!focused || !name.test(focused.label)) continue;
      expect(focused.outline).not.toBe("none");
      return;
    }
    throw new Error(`Tab does not lead to ${String(name)}, but to ${passed.join(", ")}`);
  };
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await tabTo(/^E-mail or phone/);
  await page.keyboard.type("asha@trackroom.example");
  await tabTo(/^Password/);
  await page.keyboard.type("trackroom-demo");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/orders$/);
  await page.locator(`[data-order="${orderId}"]`).waitFor();
  await tabTo(new RegExp(`Follow order ${orderId}`));
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(orderId));
  await isLive(page);
  await tabTo(/^Share tracking/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Share tracking" })).toBeFocused();
});

test("an admin moves an order by keyboard alone", async ({ browser, shop }) => {
  const { orderId } = await shop.asha.placesOrder();
  const { page } = await shop.admin.opens(browser, shop.url, `/admin/orders?search=${orderId}`);
  const menu = page.getByRole("button", { name: `Move order ${orderId}, now Received` });
  await menu.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await expect(page.getByRole("menuitem", { name: "Confirmed" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator(`[data-order="${orderId}"]`)).toHaveAttribute("data-status", "confirmed");
  await expect(page.getByRole("button", { name: `Move order ${orderId}, now Confirmed` })).toBeFocused();
});

test("changes of the connection and of the order are told to screen readers", async ({ browser, shop }) => {
  const { orderId } = await shop.asha.placesOrder();
  const { page } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
  await isLive(page);
  const told = page.getByTestId("connection").getByRole("status");
  await expect(told).toHaveAttribute("aria-live", "polite");
  await expect(told).toHaveText("Connected. Changes appear here by themselves.");
  await shop.admin.moves(orderId, "confirmed");
  await expect(page.locator('[role="log"][aria-live="polite"]')).toContainText(`Order ${orderId}: Confirmed`);
});
