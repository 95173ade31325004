import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { hearsNoMore } from "./support/readings";
import { expect, hasSocketService, isLive, test, toastsOf } from "./support/test";

const row = (page: Page, orderId: string) => page.locator(`tr[data-order="${orderId}"]`);

test.describe("the admin's board", () => {
  test("new orders and other admins' changes appear by themselves", async ({ browser, shop }) => {
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await isLive(page);
    const { orderId } = await shop.asha.placesOrder();
    await expect(row(page, orderId)).toBeVisible();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "pending");
    await shop.admin.moves(orderId, "confirmed");
    await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
  });

  test("moves an order in one press, and says how many screens were told", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page: customer } = await shop.asha.opens(browser, shop.url, `/order-tracking/${orderId}`);
    await isLive(customer);
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await row(page, orderId).getByRole("button", { name: `Confirm, ${orderId}` }).click();
    await expect(customer.getByTestId("headline")).toHaveText("Your order is confirmed.");
    await expect(toastsOf(page)).toContainText(`${orderId} is now “Confirmed”. 1 screen following it was told.`);
    // Left with the server's word for it: a closed window's end is heard of at some later moment.
    await hasSocketService(customer);
    await customer.evaluate((id) => window.socketService?.getSocket().emitWithAck("leave-order-tracking", id), orderId);
    await row(page, orderId).getByRole("button", { name: `Start packing, ${orderId}` }).click();
    await expect(toastsOf(page).first()).toContainText("Nobody has it open right now.");
  });

  test("sends a parcel off with its number and day, and shows who did what in the history", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await row(page, orderId).getByRole("button", { name: `Move order ${orderId}, now Received` }).click();
    await page.getByRole("menuitem", { name: "On its way" }).click();
    const dialog = page.getByRole("dialog", { name: `Move order ${orderId}` });
    await dialog.getByLabel("Tracking number").fill("BLR-77");
    await dialog.getByLabel("Estimated delivery").fill("2031-02-03");
    await dialog.getByRole("button", { name: "Move", exact: true }).click();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "shipped");
    await page.getByRole("button", { name: `Details of order ${orderId}` }).click();
    const drawer = page.getByRole("dialog", { name: `Order ${orderId}` });
    await expect(drawer.getByText("Received → On its way")).toBeVisible();
    await expect(drawer.getByText("Order placed")).toBeVisible();
    await expect(drawer.getByText(/^by Admin|^by an admin/)).toBeVisible();
    await expect(drawer.getByText("Tracking number BLR-77").first()).toBeVisible();
    await shop.admin.moves(orderId, "delivered");
    await expect(drawer.getByText("On its way → Delivered")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(drawer).toHaveCount(0);
    await expect(page.getByRole("button", { name: `Details of order ${orderId}` })).toBeFocused();
  });

  test("two admins racing: the second sees that someone was first, and decides", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page: first } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    const { page: second } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await expect(row(first, orderId)).toBeVisible();
    await expect(row(second, orderId)).toBeVisible();
    // The second admin's screen does not hear of it in time: its line is held while the first one moves the order.
    await hearsNoMore(second);
    await first.getByRole("button", { name: `Confirm, ${orderId}` }).click();
    await expect(row(first, orderId)).toHaveAttribute("data-status", "confirmed");
    await second.getByRole("button", { name: `Move order ${orderId}, now Received` }).click();
    await second.getByRole("menuitem", { name: "Cancelled" }).click();
    const dialog = second.getByRole("dialog", { name: "Someone was first" });
    await expect(dialog).toContainText(`Order ${orderId} was moved to “Confirmed” at`);
    await expect(row(second, orderId)).toHaveAttribute("data-status", "confirmed");
    await dialog.getByRole("button", { name: "Move it to “Cancelled” all the same" }).click();
    await expect(row(second, orderId)).toHaveAttribute("data-status", "cancelled");
    await expect(row(first, orderId)).toHaveAttribute("data-status", "cancelled");
  });

  test("a dialog moves the order as it was when the dialog opened; all the same means as it was when somebody was first", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await row(page, orderId).getByRole("button", { name: `Move order ${orderId}, now Received` }).click();
    await page.getByRole("menuitem", { name: "On its way" }).click();
    const move = page.getByRole("dialog", { name: `Move order ${orderId}` });
    await expect(move).toBeVisible();
    await shop.admin.moves(orderId, "confirmed");
    await expect(row(page, orderId)).toHaveAttribute("data-status", "confirmed");
    await move.getByRole("button", { name: "Move", exact: true }).click();
    const conflict = page.getByRole("dialog", { name: "Someone was first" });
    await expect(conflict).toContainText(`Order ${orderId} was moved to “Confirmed” at`);
    await shop.admin.moves(orderId, "processing");
    await expect(row(page, orderId)).toHaveAttribute("data-status", "processing");
    await conflict.getByRole("button", { name: "Move it to “On its way” all the same" }).click();
    await expect(conflict).toContainText(`Order ${orderId} was moved to “Being packed” at`);
    await conflict.getByRole("button", { name: "Move it to “On its way” all the same" }).click();
    await expect(row(page, orderId)).toHaveAttribute("data-status", "shipped");
  });

  test("many are moved as they were when they were chosen: one that somebody else moved meanwhile is named, with what it is now", async ({ browser, shop }) => {
    const [one, other] = [await shop.asha.placesOrder(), await shop.asha.placesOrder()];
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    for (const { orderId } of [one, other]) await page.getByRole("checkbox", { name: `Select order ${orderId}` }).check();
    // One's own move is no surprise.
    await row(page, other.orderId).getByRole("button", { name: `Confirm, ${other.orderId}` }).click();
    await expect(row(page, other.orderId)).toHaveAttribute("data-status", "confirmed");
    await expect(toastsOf(page).first()).toContainText(other.orderId);
    await shop.admin.moves(one.orderId, "shipped");
    await expect(row(page, one.orderId)).toHaveAttribute("data-status", "shipped");
    await page.getByRole("button", { name: "Move selected to…" }).click();
    const dialog = page.getByRole("dialog", { name: "Move 2 orders" });
    await dialog.getByLabel("New status").selectOption("processing");
    await dialog.getByRole("button", { name: "Move 2 orders" }).click();
    const result = page.getByRole("dialog", { name: "Result" });
    await expect(result).toContainText("1 order moved.");
    await expect(result.getByRole("listitem")).toHaveText(new RegExp(`${one.orderId}.*someone else changed it first.*On its way`));
    await result.getByRole("button", { name: "Close" }).last().click();
    await expect(row(page, one.orderId)).toHaveAttribute("data-status", "shipped");
    await expect(row(page, other.orderId)).toHaveAttribute("data-status", "processing");
  });

  test("the drawer stays open, and live, when its order leaves the filter", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, `/admin/orders?status=pending&search=${orderId}`);
    await page.getByRole("button", { name: `Details of order ${orderId}` }).click();
    const drawer = page.getByRole("dialog", { name: `Order ${orderId}` });
    await drawer.getByRole("button", { name: `Confirm, ${orderId}` }).click();
    await expect(page.locator(`[data-order="${orderId}"]`)).toHaveCount(0);
    await drawer.getByRole("button", { name: `Start packing, ${orderId}` }).click();
    await expect(drawer.getByText("Confirmed → Being packed")).toBeVisible();
    await shop.admin.moves(orderId, "shipped");
    await expect(drawer.getByRole("button", { name: `Mark delivered, ${orderId}` })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(drawer).toHaveCount(0);
  });

  test("a page that has become empty gives way to the last one that is not", async ({ browser, shop }) => {
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    await page.goto(`${shop.url}/admin/orders?page=9999`);
    await expect(page.locator("tr[data-order]").first()).toBeVisible();
    await expect(page).toHaveURL(/page=\d{1,3}$/);
    await page.goBack();
    await expect(page).toHaveURL(/\/admin\/orders$/);
  });

  test("moves many at once, and names those that could not be moved", async ({ browser, shop }) => {
    const orders = [await shop.asha.placesOrder(), await shop.asha.placesOrder(), await shop.asha.placesOrder()];
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    for (const { orderId } of orders) await page.getByRole("checkbox", { name: `Select order ${orderId}` }).check();
    const [stubborn] = orders;
    await shop.admin.moves(stubborn?.orderId ?? "", "cancelled");
    await page.getByRole("button", { name: "Move selected to…" }).click();
    const dialog = page.getByRole("dialog", { name: "Move 3 orders" });
    await dialog.getByLabel("New status").selectOption("processing");
    await dialog.getByRole("button", { name: "Move 3 orders" }).click();
    const result = page.getByRole("dialog", { name: "Result" });
    await expect(result).toContainText("2 orders moved.");
    await expect(result).toContainText("1 could not be moved:");
    await expect(result).toContainText(stubborn?.orderId ?? "?");
    await result.getByRole("button", { name: "Close" }).last().click();
    for (const { orderId } of orders.slice(1)) await expect(row(page, orderId)).toHaveAttribute("data-status", "processing");
  });

  test("pages, searches, filters and sorts at the server, and keeps it in the address", async ({ browser, shop }) => {
    for (let placed = 0; placed < 3; placed += 1) await shop.ravi.placesOrder();
    const { orderId } = await shop.ravi.placesOrder();
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    const rows = page.locator("tr[data-order]");
    await expect(rows).toHaveCount(20);
    await page.getByRole("button", { name: "Next page" }).click();
    await expect(page).toHaveURL(/page=2/);
    await expect(page.getByText(/^Page 2 of/)).toBeVisible();
    await expect(row(page, orderId)).toHaveCount(0);
    await page.getByRole("searchbox").fill(orderId.toLowerCase());
    await expect(rows).toHaveCount(1);
    await expect(row(page, orderId)).toBeVisible();
    await expect(page).toHaveURL(/search=/);
    await page.reload();
    await expect(rows).toHaveCount(1);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "Delivered", exact: true }).click();
    await expect(rows.first()).toBeVisible();
    await expect(page.locator('tr[data-order]:not([data-status="delivered"])')).toHaveCount(0);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await page.getByRole("button", { name: "Total" }).click();
    await expect(page).toHaveURL(/sort=totalAmount/);
    const totals = async () =>
      (await rows.locator("td:nth-child(5) > span:first-child").allTextContents()).map((text) => Number(text.replace(/[^\d.]/g, "")));
    await expect.poll(async () => { const seen = await totals(); return seen.length > 1 && seen.every((total, index) => index === 0 || total <= (seen[index - 1] ?? 0)); }).toBe(true);
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByLabel("Pincode").fill("000000");
    await expect(page.getByRole("heading", { name: "No order fits these filters." })).toBeVisible();
    await page.getByLabel("Pincode").fill("600033");
    await expect(rows.first()).toBeVisible();
    await expect(rows.filter({ hasNotText: "600033" })).toHaveCount(0);
    await page.getByLabel("Payment method").selectOption("cod");
    await expect(page).toHaveURL(/paymentMethod=cod/);
    await expect(rows.first()).toBeVisible();
    await expect(rows.filter({ hasNotText: "Cash on delivery" })).toHaveCount(0);
    await page.getByLabel("To", { exact: true }).fill("2020-01-01");
    await expect(page.getByRole("heading", { name: "No order fits these filters." })).toBeVisible();
  });

  test("leaves what is typed with pauses to the one who types", async ({ browser, shop }) => {
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    const box = page.getByRole("searchbox");
    await box.focus();
    await page.keyboard.type("asha ");
    await expect(page).toHaveURL(/search=asha$/);
    await expect(page.locator("tr[data-order]").first()).toBeVisible();
    await page.keyboard.press("End");
    await page.keyboard.type("rao");
    await expect(page).toHaveURL(/search=asha\+rao$/);
    await expect(box).toHaveValue("asha rao");
    await page.goto(`${shop.url}/admin/orders`);
    await page.getByRole("button", { name: "Filters" }).click();
    const from = page.getByLabel("From", { exact: true });
    await from.fill("2025-01-01");
    await expect(page).toHaveURL(/from=2025-01-01/);
    await from.focus();
    // Day and month, then the year figure by figure, with time for each to be taken as one.
    await page.keyboard.type("0606");
    for (const figure of "2026") {
      await page.keyboard.type(figure);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    }
    await expect(from).toHaveValue("2026-06-06");
    await expect(page).toHaveURL(/from=2026-06-06/);
  });

  test("keeps both of two choices that come in one breath", async ({ browser, shop }) => {
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders");
    const choices = ["Delivered", "Total"].map((name) => page.getByRole("button", { name, exact: true }));
    const [status, sort] = await Promise.all(choices.map((choice) => choice.elementHandle()));
    await page.evaluate(([first, second]) => {
      for (const button of [first, second]) (button as HTMLElement).click();
    }, [status, sort]);
    await expect(page).toHaveURL(/sort=totalAmount/);
    await expect(page).toHaveURL(/status=delivered/);
  });

  test("exports what is filtered as CSV", async ({ browser, shop }) => {
    const { page } = await shop.admin.opens(browser, shop.url, "/admin/orders?status=delivered");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export CSV" }).click()]);
    expect(download.suggestedFilename()).toBe("orders.csv");
    const csv = await readFile(await download.path(), "utf8");
    const [head = "", ...lines] = csv.trim().split(/\r?\n/);
    const column = head.split(",").indexOf("Status");
    expect(head).toContain("Order ID");
    expect(lines.length).toBeGreaterThan(0);
    // Quoted cells may hold commas: the cells are cut at the quotes.
    for (const line of lines) expect(line.slice(1, -1).split('","')[column]).toBe("delivered");
  });
});
