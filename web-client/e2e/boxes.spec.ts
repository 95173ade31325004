import type { Page } from "@playwright/test";
import type { WebSocketBox } from "./support/line";
import { connectionOf, expect, hasSocketService, historyOf, isLive, test, toastsOf } from "./support/test";

/** What each box leaves of the ways to the server. */
const boxes: [WebSocketBox, transport: "websocket" | "polling"][] = [
  ["lets them through", "websocket"],
  ["refuses the handshake", "polling"],
  ["swallows the handshake", "polling"],
  ["swallows every frame", "polling"],
  ["swallows what the browser says", "polling"],
  ["closes at once", "polling"],
  ["closes at the first word", "polling"],
  ["closes soon after", "polling"],
];

/** More than the whole of a story needs, and less than a second of a client that polls without a pause. */
const mostPolls = 80;

function countPolls(page: Page): () => number {
  let polls = 0;
  page.on("request", (request) => {
    if (request.url().includes("transport=polling")) polls += 1;
  });
  return () => polls;
}

test.describe("a network with a box in it", () => {
  for (const [box, transport] of boxes) {
    test(`that ${box}: every change is on the screen, in order, once, and nobody polls without a pause`, async ({ browser, shop }) => {
      // Some boxes are found out only when no answer has come for eight seconds.
      test.setTimeout(90_000);
      shop.line.box = box;
      try {
        const { orderId } = await shop.asha.placesOrder();
        const { page } = await shop.asha.opens(browser, shop.url, "/real-time-test");
        const polls = countPolls(page);
        await page.goto(`${shop.url}/order-tracking/${orderId}`);
        await expect(connectionOf(page)).toHaveAttribute("data-phase", "live", { timeout: 40_000 });
        await hasSocketService(page);
        // The box may have ended the first connection in this moment.
        const carried = () => page.evaluate(() => window.socketService?.getConnectionStatus().transport);
        await expect.poll(carried, { timeout: 40_000 }).toBe(transport);
        for (const [status, headline] of [
          ["confirmed", "Your order is confirmed."],
          ["processing", "We are packing your order."],
          ["shipped", "Your parcel is on its way."],
        ] as const) {
          await shop.admin.moves(orderId, status);
          await expect(page.getByTestId("headline")).toHaveText(headline, { timeout: 15_000 });
        }
        await isLive(page);
        expect(await historyOf(page)).toEqual(["pending", "confirmed", "processing", "shipped"]);
        await expect(toastsOf(page)).toHaveCount(3);
        expect(polls()).toBeLessThan(mostPolls);
      } finally {
        shop.line.box = "lets them through";
      }
    });
  }
});
