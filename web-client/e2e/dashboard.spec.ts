import { expect, isLive, test } from "./support/test";

test("the dashboard counts what happens, and every chart has its table", async ({ browser, shop }) => {
  const { page } = await shop.admin.opens(browser, shop.url, "/admin/dashboard");
  await isLive(page);
  await expect(page.locator("main .recharts-surface")).toHaveCount(4);
  for (const title of ["Revenue by day", "Orders by status", "Where orders go", "Orders by payment"]) {
    const panel = page.getByRole("region", { name: title, exact: true }).first();
    await panel.getByRole("button", { name: `Show as table: ${title}` }).click();
    await expect(panel.getByRole("table")).toBeVisible();
    expect(await panel.getByRole("row").count()).toBeGreaterThan(1);
  }
  const received = page.getByRole("row", { name: /^Received/ });
  const before = Number((await received.getByRole("cell").textContent())?.replace(/\D/g, ""));
  const { orderId } = await shop.asha.placesOrder();
  await expect(page.locator('[data-counter="New orders"]')).toHaveText("1");
  await expect(received.getByRole("cell")).toHaveText((before + 1).toString());
  await shop.admin.moves(orderId, "delivered");
  await expect(page.locator('[data-counter="Status changes"]')).toHaveText("1");
  await expect(page.locator('[data-counter="Delivered"]')).toHaveText("1");
  await expect(page.getByText(`Latest: ${orderId}, Delivered`)).toBeVisible();
});
