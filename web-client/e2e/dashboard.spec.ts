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

test("another period's figures go by their own name until the chosen one's have come", async ({ browser, shop }) => {
  const { page, context } = await shop.admin.opens(browser, shop.url, "/admin/dashboard");
  const summary = page.getByRole("region", { name: "Revenue by day", exact: true }).getByText(/ in \d+ days/);
  await expect(summary).toContainText("in 30 days");
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await context.route(/\/admin\/analytics/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "7 days" }).click();
  await expect(page.getByRole("button", { name: "7 days" })).toHaveAttribute("aria-pressed", "true");
  expect(await summary.textContent()).toContain("in 30 days");
  answer();
  await expect(summary).toContainText("in 7 days");
});

for (const [language, thousand] of [
  ["en", "K"],
  ["hi", "\\sहज़ार"],
  ["ta", "ஆ"],
] as const) {
  test(`the revenue's axis is in the page's language: ${language}`, async ({ browser, shop }) => {
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/dashboard", { locale: `${language}-IN` });
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.locator(".recharts-yAxis-tick-labels text").filter({ hasText: "₹" }).last()).toHaveText(new RegExp(`^₹[\\d.]+${thousand}$`));
    // All of each label is in the picture, also once the figures have been read again.
    const cutOff = () =>
      page.locator(".recharts-yAxis-tick-labels text").evaluateAll((labels) =>
        labels.filter((label) => label.getBoundingClientRect().left < (label.closest("svg")?.getBoundingClientRect().left ?? 0)).map((label) => label.textContent),
      );
    expect(await cutOff()).toEqual([]);
    await isLive(page);
    for (const days of ["7", "90", "30"]) {
      await page.getByRole("button", { name: new RegExp(days) }).click();
      await expect(page.getByRole("region").getByText(new RegExp(`(^|\\D)${days}\\D`)).first()).toBeVisible();
      expect(await cutOff()).toEqual([]);
    }
  });
}
