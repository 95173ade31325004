import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import type { Translate } from "../../src/i18n/translate";
import type { Person } from "./people";
import { isLive } from "./test";
import { textsIn } from "./words";

interface Shop {
  url: string;
  admin: Person;
  asha: Person;
}

export interface Route {
  name: string;
  opens: (browser: Browser, options: BrowserContextOptions) => Promise<Page>;
}

/** Every page of the client, as the person it is made for sees it, in the language of `texts`. */
export async function everyRoute(shop: Shop, texts?: Translate<string>): Promise<Route[]> {
  const t = texts ?? (await textsIn("en"));
  const moving = await shop.asha.placesOrder({ notes: "Please leave it with the guard." });
  await shop.admin.moves(moving.orderId, "confirmed");
  await shop.admin.moves(moving.orderId, "processing");
  await shop.admin.moves(moving.orderId, "shipped", {
    trackingNumber: "BLR 4471 9028 IN",
    estimatedDelivery: new Date(Date.now() + 2 * 86_400_000).toISOString(),
  });
  const cancelled = await shop.asha.placesOrder();
  await shop.admin.moves(cancelled.orderId, "cancelled");
  const { link } = await shop.asha.call<{ link: { path: string } }>("POST", `/orders/${moving.orderId}/tracking-links`, { expiresInHours: 24 });

  const asStranger = (path: string) => async (browser: Browser, options: BrowserContextOptions) => {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(`${shop.url}${path}`);
    return page;
  };
  const as = (person: Person, path: string) => async (browser: Browser, options: BrowserContextOptions) =>
    (await person.opens(browser, shop.url, path, options)).page;
  const then =
    (open: Route["opens"], act: (page: Page) => Promise<void>): Route["opens"] =>
    async (browser, options) => {
      const page = await open(browser, options);
      await act(page);
      return page;
    };
  const live = (open: Route["opens"]) => then(open, isLive);

  return [
    { name: "login", opens: asStranger("/login") },
    { name: "register", opens: asStranger("/register") },
    { name: "orders", opens: live(as(shop.asha, "/orders")) },
    { name: "order-tracking", opens: live(as(shop.asha, `/order-tracking/${moving.orderId}`)) },
    { name: "order-cancelled", opens: live(as(shop.asha, `/order-tracking/${cancelled.orderId}`)) },
    { name: "order-unknown", opens: as(shop.asha, "/order-tracking/ORD99999999") },
    {
      name: "share-dialog",
      opens: then(live(as(shop.asha, `/order-tracking/${moving.orderId}`)), async (page) => {
        await page.getByRole("button", { name: t("share.open") }).click();
        await page.getByRole("button", { name: t("share.make") }).click();
        await page.getByTestId("tracking-link").waitFor();
      }),
    },
    { name: "shared-tracking", opens: live(asStranger(link.path)) },
    { name: "shared-tracking-dead", opens: asStranger("/track/gone") },
    {
      name: "admin-orders",
      opens: then(live(as(shop.admin, "/admin/orders")), (page) => page.locator("[data-order]").first().waitFor()),
    },
    {
      name: "admin-order-details",
      opens: then(live(as(shop.admin, "/admin/orders")), async (page) => {
        await page.getByRole("button", { name: t("admin.open", { id: moving.orderId }) }).click();
        await page.getByText(t("admin.created")).waitFor();
      }),
    },
    {
      name: "admin-move",
      opens: then(live(as(shop.admin, "/admin/orders")), async (page) => {
        await page.getByRole("checkbox", { name: t("admin.selectRow", { id: moving.orderId }) }).check();
        await page.getByRole("button", { name: t("admin.filters") }).click();
        await page.getByRole("button", { name: t("admin.bulkMove") }).click();
        await page.getByRole("dialog").waitFor();
      }),
    },
    { name: "admin-orders-empty", opens: then(as(shop.admin, "/admin/orders?search=nobody-has-this"), (page) => page.getByText(t("admin.empty")).waitFor()) },
    {
      name: "admin-dashboard",
      opens: then(live(as(shop.admin, "/admin/dashboard")), (page) => page.locator(".recharts-surface").nth(3).waitFor()),
    },
    {
      name: "real-time-test",
      opens: then(live(asStranger("/real-time-test")), async (page) => {
        await page.getByRole("button", { name: t("test.start") }).click();
        await page.getByRole("button", { name: t("status.shipped"), exact: true }).click();
        await page.locator("[data-update]").first().waitFor();
      }),
    },
    { name: "not-found", opens: asStranger("/no-such-page") },
  ];
}
