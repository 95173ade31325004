import type { Page } from "@playwright/test";
import { accounts, type Who } from "./support/people";
import { expect, isLive, test, toastsOf } from "./support/test";

async function logIn(page: Page, who: Who): Promise<void> {
  await page.getByLabel("E-mail or phone").fill(accounts[who].identifier);
  await page.getByLabel("Password").fill(accounts[who].password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

test.describe("logging in", () => {
  test("by e-mail and password leads to my orders; a wrong password is told plainly", async ({ browser, shop }) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/`);
    await expect(page).toHaveURL(/\/login$/);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await expect(page.getByText("Enter your e-mail or phone number.")).toBeVisible();
    await page.getByLabel("E-mail or phone").fill(accounts.asha.identifier);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await expect(page.getByRole("alert")).toHaveText("That e-mail or phone and password do not go together.");
    await page.getByLabel("Password").fill(accounts.asha.password);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/orders$/);
    await expect(page.getByRole("heading", { name: "My orders" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "My orders" })).toBeVisible();
    await page.getByRole("button", { name: /^Log out/ }).click();
    await expect(page).toHaveURL(/\/login$/);
  });

  test("an address that only leads elsewhere shows the page that it leads to, however the tab began", async ({ browser, shop }) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/phone-login`);
    await logIn(page, "asha");
    await expect(page.getByRole("heading", { name: "My orders" })).toBeVisible();
    await page.goto(`${shop.url}/`);
    await expect(page.getByRole("heading", { name: "My orders" })).toBeVisible();
  });

  test("whoever logs in comes to the address as it was typed", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/order-tracking/%23${orderId}`);
    await logIn(page, "asha");
    await isLive(page);
  });

  test("the next person after a log-out begins at their own page, not at the last one's", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/order-tracking/${orderId}`);
    await logIn(page, "asha");
    await isLive(page);
    await page.getByRole("button", { name: /^Log out/ }).click();
    await logIn(page, "ravi");
    await expect(page).toHaveURL(/\/orders$/);
  });

  test("a customer who is remembered gets from the shop's address to their orders", async ({ browser, shop }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${shop.url}/login`);
    await logIn(page, "asha");
    await expect(page).toHaveURL(/\/orders$/);
    const another = await context.newPage();
    await another.goto(`${shop.url}/`);
    await expect(another).toHaveURL(/\/orders$/);
  });

  test("a log-out that does not reach the shop is told, holds, and is made up for", async ({ browser, shop }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${shop.url}/login`);
    await logIn(page, "asha");
    await expect(page).toHaveURL(/\/orders$/);
    await context.route("**/api/auth/logout", (route) => route.abort());
    await page.getByRole("button", { name: /^Log out/ }).click();
    await expect(toastsOf(page)).toContainText("The shop has not heard of it yet");
    await page.goto(`${shop.url}/orders`);
    await expect(page).toHaveURL(/\/login/);
    await context.unroute("**/api/auth/logout");
    const told = page.waitForResponse((response) => response.url().endsWith("/api/auth/logout") && response.ok());
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await told;
    expect((await page.request.post(`${shop.url}/api/auth/refresh-token`)).status()).toBe(401);
  });

  test("of two people in two tabs, the one who logs out does not take the other along", async ({ browser, shop }) => {
    const context = await browser.newContext();
    const [asha, admin] = [await context.newPage(), await context.newPage()];
    for (const [page, who] of [[asha, "asha"], [admin, "admin"]] as const) {
      await page.goto(`${shop.url}/login`);
      await logIn(page, who);
      await expect(page).toHaveURL(/orders$/);
    }
    const done = asha.waitForResponse((response) => response.url().endsWith("/api/auth/logout"));
    await asha.getByRole("button", { name: /^Log out/ }).click();
    await done;
    await admin.reload();
    await isLive(admin);
    await admin.evaluate(() => sessionStorage.clear());
    await admin.reload();
    await expect(admin).toHaveURL(/\/admin\/orders$/);
    await isLive(admin);
  });

  test("by phone, and back to the page that asked for it", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/order-tracking/${orderId}`);
    await page.getByLabel("E-mail or phone").fill("9876543210");
    await page.getByLabel("Password").fill(accounts.asha.password);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/order-tracking/${orderId}$`));
    await expect(page.getByTestId("headline")).toBeVisible();
  });

  test("a demo account is one click away", async ({ browser, shop }) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/login`);
    await page.getByRole("button", { name: "Log in as Admin" }).click();
    await expect(page).toHaveURL(/\/admin\/orders$/);
  });

  test("a new customer registers and sees an empty list drawn on purpose", async ({ browser, shop }) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/login`);
    await page.getByRole("link", { name: "Make an account" }).click();
    await page.getByRole("button", { name: "Make account" }).click();
    await expect(page.getByText("Enter your name.")).toBeVisible();
    await page.getByLabel("Your name").fill("Kavya Nair");
    await page.getByLabel("E-mail").fill(`kavya.${Date.now().toString()}@example.com`);
    await page.getByLabel("Password").fill("a quiet garden");
    await page.getByRole("button", { name: "Make account" }).click();
    await expect(page.getByRole("heading", { name: "No orders yet." })).toBeVisible();
  });

  test("a session that ended elsewhere leaves nothing of its orders to the next person at the browser", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/order-tracking/${orderId}`);
    await logIn(page, "asha");
    await isLive(page);
    const token = await page.evaluate(() => sessionStorage.getItem("token") ?? "");
    await page.request.post(`${shop.url}/api/auth/logout`, { headers: { Authorization: `Bearer ${token}` } });
    await expect(page).toHaveURL(/\/login\?next=/);
    await logIn(page, "ravi");
    await expect(page).toHaveURL(new RegExp(`/order-tracking/${orderId}$`));
    await expect(page.getByRole("heading", { name: "We can't find this order." })).toBeVisible();
    await expect(page.getByText("7 Garden Street")).toHaveCount(0);
  });

  test("a customer has no way onto the admin's pages", async ({ browser, shop }) => {
    const { page } = await shop.asha.opens(browser, shop.url, "/admin/orders");
    await expect(page.getByRole("heading", { name: "This page is for the shop's staff." })).toBeVisible();
  });
});
