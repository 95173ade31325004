import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import { Line } from "./line";
import { Person } from "./people";
import { countReadings } from "./readings";
import { Trackroom } from "./trackroom";

interface Shop {
  server: Trackroom;
  /** The way to the server that can be cut. */
  line: Line;
  url: string;
  admin: Person;
  asha: Person;
  ravi: Person;
}

interface WorkerFixtures {
  shop: Shop;
}

interface Watch {
  /**
   * Fails a test on whose pages the security policy was offended or a script failed. Closes its windows: left open, each
   * would go on following the shop, and take its share of the machine from the tests that come.
   */
  watch: undefined;
}

/** A shop of the worker's own: server, database, demo data, and people who are logged in at the API. */
export const test = base.extend<Watch, WorkerFixtures>({
  shop: [
    async ({}, provide) => {
      const server = new Trackroom();
      const line = await Line.to(() => server.port);
      // Strict about who may follow an order, as in production.
      await server.start({ FRONTEND_URL: line.url, TRACKING_ACCESS: "owner" });
      const people = await Promise.all((["admin", "asha", "ravi"] as const).map((who) => Person.logIn(server.url, who)));
      const [admin, asha, ravi] = people;
      if (!admin || !asha || !ravi) throw new Error("nobody is there");
      await provide({ server, line, url: line.url, admin, asha, ravi });
      await line.close();
      await server.dispose();
    },
    { scope: "worker" },
  ],
  watch: [
    async ({ browser }, provide) => {
      const problems: string[] = [];
      const observe = (page: Page) => {
        countReadings(page);
        page.on("console", (message) => {
          if (/content security policy|Content-Security-Policy/i.test(message.text())) problems.push(message.text());
        });
        page.on("pageerror", (error) => problems.push(error.message));
      };
      const opened = new Set<BrowserContext>();
      const create = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await create(options);
        opened.add(context);
        context.on("close", () => opened.delete(context));
        context.on("page", observe);
        return context;
      };
      await provide(undefined);
      browser.newContext = create;
      for (const context of [...opened]) {
        // A request that a test still holds, or was about to answer, ends with its window.
        await Promise.all([context, ...context.pages()].map((each) => each.unrouteAll({ behavior: "ignoreErrors" })));
        await context.close();
      }
      expect(problems, "scripts that failed, or content that the security policy refused").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export const connectionOf = (page: Page) => page.getByTestId("connection");
export const toastsOf = (page: Page) => page.locator("[data-toast]");

export async function isLive(page: Page): Promise<void> {
  await expect(connectionOf(page)).toHaveAttribute("data-phase", "live");
}

/** `window.socketService` is there once the server has said that this is no production. */
export async function hasSocketService(page: Page): Promise<void> {
  await page.waitForFunction(() => window.socketService !== undefined);
}

/** The statuses of the history on the screen, oldest first. */
export async function historyOf(page: Page): Promise<string[]> {
  const newestFirst = await page.locator("ol[reversed] > li[data-status]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-status") ?? ""));
  return newestFirst.reverse();
}
