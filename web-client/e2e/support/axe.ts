import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe has against a page, in sentences; and how much it looked at. */
export async function askAxe(page: Page): Promise<{ against: string[]; looked: number }> {
  const { violations, passes } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return {
    against: violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary ?? ""})`).join("; ")}`),
    looked: passes.length,
  };
}
