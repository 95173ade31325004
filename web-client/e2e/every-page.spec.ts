import type { Page } from "@playwright/test";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { askAxe } from "./support/axe";
import { everyRoute } from "./support/pages";
import { expect, test } from "./support/test";
import { textsIn } from "./support/words";

const folder = fileURLToPath(new URL("../screenshots", import.meta.url));

/** Amounts of money of which a part stands on another line. */
function brokenAmounts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const broken: string[] = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const amount of (text.textContent ?? "").matchAll(/₹[\d,.]+\w?/g)) {
        const range = document.createRange();
        range.setStart(text, amount.index);
        range.setEnd(text, amount.index + amount[0].length);
        const lines = new Set([...range.getClientRects()].map((part) => Math.round(part.top)));
        if (lines.size > 1) broken.push(amount[0]);
      }
    }
    return broken;
  });
}

/** Texts that end beyond the edge of the screen, and are in no row that is made to be scrolled sideways. */
function cutOffTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const scrolls = (element: Element | null): boolean =>
      element !== null && (["auto", "scroll"].includes(getComputedStyle(element).overflowX) ? element.scrollWidth > element.clientWidth : scrolls(element.parentElement));
    // The status chips are a row to be scrolled; a dialog has none.
    const mayScroll = (element: Element | null) => element?.closest("[role=dialog]") === null && scrolls(element);
    const cut: string[] = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      // What is there for the ear alone is a pixel wide.
      if (text.textContent?.trim() === "" || (text.parentElement?.offsetWidth ?? 0) <= 1 || mayScroll(text.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const beyond = [...range.getClientRects()].some((part) => part.width > 1 && part.right > document.documentElement.clientWidth + 1);
      if (beyond) cut.push(text.textContent ?? "");
    }
    return cut;
  });
}

/** Every page in both lights and two widths, and once in the language with the longest words: axe has nothing against it, nothing sticks out, and a picture is kept for people to look at. */
for (const [colorScheme, width, language] of [
  ["light", 390, "en"],
  ["light", 1280, "en"],
  ["dark", 390, "en"],
  ["dark", 1280, "en"],
  ["light", 390, "ta"],
] as const) {
  test(`every page, ${colorScheme}, ${width.toString()} px wide, ${language}`, async ({ browser, shop }) => {
    test.setTimeout(240_000);
    await mkdir(folder, { recursive: true });
    const t = await textsIn(language);
    for (const route of await everyRoute(shop, t)) {
      const page = await route.opens(browser, { colorScheme, locale: `${language}-IN`, viewport: { width, height: width === 390 ? 844 : 900 }, reducedMotion: "reduce" });
      await page.getByRole("heading").first().waitFor();
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await page.evaluate(() => document.fonts.ready);
      const { against, looked } = await askAxe(page);
      expect.soft(looked, `${route.name}: axe looked`).toBeGreaterThan(10);
      expect.soft(against, `${route.name}: axe`).toEqual([]);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(sideways, `${route.name} scrolls sideways`).toBe(0);
      expect.soft(await brokenAmounts(page), `${route.name}: amounts of money that are broken over lines`).toEqual([]);
      expect.soft(await cutOffTexts(page), `${route.name}: texts that are cut off`).toEqual([]);
      const inDialog = (await page.getByRole("dialog").count()) > 0;
      await page.screenshot({ path: `${folder}/${route.name}-${width.toString()}-${colorScheme}${language === "en" ? "" : `-${language}`}.png`, fullPage: !inDialog });
      await page.context().close();
    }
  });
}
