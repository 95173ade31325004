import { askAxe } from "./support/axe";
import { expect, test } from "./support/test";

/** Each page whose one reading fails: what it says, and what it shows once it is asked again. */
const pages = [
  { name: "My orders", who: "asha", path: () => "/orders", reads: /\/api\/orders\/my-orders/, says: "Your orders could not be loaded.", shows: (orderId: string) => `[data-order="${orderId}"]` },
  { name: "the order's page", who: "asha", path: (orderId: string) => `/order-tracking/${orderId}`, reads: /\/api\/orders\/ORD\d+$/, says: "This order could not be loaded.", shows: () => "[data-testid=headline]" },
  { name: "the admin's board", who: "admin", path: () => "/admin/orders", reads: /\/api\/orders\/admin\/all/, says: "The orders could not be loaded.", shows: (orderId: string) => `[data-order="${orderId}"]` },
  { name: "the dashboard", who: "admin", path: () => "/admin/dashboard", reads: /\/api\/orders\/admin\/analytics/, says: "The figures could not be loaded.", shows: () => ".recharts-surface" },
] as const;

for (const { name, who, path, reads, says, shows } of pages) {
  test(`${name} says that it could not be read, and tries again at a press`, async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    // From a page that reads none of it, so that the first reading fails.
    const { page, context } = await shop[who].opens(browser, shop.url, "/real-time-test", { reducedMotion: "reduce" });
    await context.route(reads, (route) => route.fulfill({ status: 503, json: { success: false, code: "unavailable", message: "Later" } }));
    await page.goto(`${shop.url}${path(orderId)}`);
    const failed = page.getByRole("alert").filter({ hasText: says });
    await expect(failed).toBeVisible({ timeout: 15_000 });
    await expect(failed).toContainText("The shop could not answer just now.");
    await expect(page.locator(shows(orderId))).toHaveCount(0);
    const { against, looked } = await askAxe(page);
    expect(looked).toBeGreaterThan(10);
    expect(against).toEqual([]);

    await context.unroute(reads);
    await failed.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator(shows(orderId)).first()).toBeVisible();
    await expect(failed).toHaveCount(0);
  });
}
