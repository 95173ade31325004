import type { BrowserContext, Page } from "@playwright/test";
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

/** The words of the revenue's axis that are not whole in the picture. */
const cutOff = (page: Page) =>
  page.locator(".recharts-yAxis-tick-labels text").evaluateAll((labels) =>
    labels.filter((label) => label.getBoundingClientRect().left < (label.closest("svg")?.getBoundingClientRect().left ?? 0)).map((label) => label.textContent),
  );

/** Lets the dashboard read figures whose best day is what `best` says when they are read. */
async function withBestDay(context: BrowserContext, best: () => number): Promise<void> {
  await context.route(/\/admin\/analytics/, async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { analytics: { revenueByDay: { revenue: number }[] } };
    for (const [index, day] of answer.analytics.revenueByDay.entries()) day.revenue = index === 1 ? best() : 0;
    await route.fulfill({ response, json: answer });
  });
}

for (const [language, thousand] of [
  ["en", "K"],
  ["hi", "\\sहज़ार"],
  ["ta", "ஆ"],
] as const) {
  test(`the revenue's axis is in the page's language: ${language}`, async ({ browser, shop }) => {
    const { page, context } = await shop.admin.opens(browser, shop.url, "/admin/dashboard", { locale: `${language}-IN` });
    await isLive(page);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    const highest = page.locator(".recharts-yAxis-tick-labels text").filter({ hasText: "₹" }).last();
    await expect(highest).toHaveText(new RegExp(`^₹[\\d.]+${thousand}$`));
    // All of each word is in the picture, also once the figures have been read again: these are of amounts narrower
    // than their steps.
    await expect.poll(() => cutOff(page)).toEqual([]);
    let best = 0;
    await withBestDay(context, () => best);
    for (const [days, amount, step] of [
      ["7", 4_010, 6],
      ["90", 12_050, 15],
    ] as const) {
      best = amount;
      await page.getByRole("button", { name: new RegExp(days) }).click();
      await expect(highest).toHaveText(new RegExp(`^₹${step.toString()}${thousand}$`));
      await expect.poll(() => cutOff(page)).toEqual([]);
    }
  });
}

test("the axis's words are whole also once the page's letters have come late", async ({ browser, shop }) => {
  const { page, context } = await shop.admin.opens(browser, shop.url, "/admin/dashboard");
  const highest = page.locator(".recharts-yAxis-tick-labels text").filter({ hasText: "₹" }).last();
  await isLive(page);
  await expect(highest).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  const room = () => highest.evaluate((label) => label.getBoundingClientRect().left - (label.closest("svg")?.getBoundingClientRect().left ?? 0));
  const usual = await room();
  let come = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    come = resolve;
  });
  await context.route(/\.woff2$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: "domcontentloaded" });
  await expect(highest).toBeVisible();
  expect(await page.evaluate(() => document.fonts.status)).toBe("loading");
  await expect.poll(() => cutOff(page)).toEqual([]);
  come();
  await expect.poll(() => page.evaluate(() => document.fonts.status)).toBe("loaded");
  await expect.poll(room).toBeCloseTo(usual, 0);
});
