import { expect, test } from "./support/test";

/** The problems that the browser tells of, a broken content policy too, fail the test by themselves. */
test("the page of the REST API draws every operation out of the server's own files", async ({ browser, shop }) => {
  const page = await (await browser.newContext()).newPage();
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(shop.url) && !request.url().startsWith("data:")) elsewhere.push(request.url());
  });
  await page.goto(`${shop.url}/api/docs`);
  await expect(page.getByRole("heading", { name: /^Trackroom/ })).toBeVisible();
  for (const tag of await page.locator(".opblock-tag-section .expand-operation").all()) await tag.click();
  await expect(page.locator("#operations-order_desk-updateOrderStatus")).toBeVisible();
  const described = await page.evaluate(async () => {
    const document = (await (await fetch("/api/openapi.json")).json()) as { paths: Record<string, object> };
    return Object.values(document.paths).reduce((count, item) => count + Object.keys(item).length, 0);
  });
  await expect(page.locator(".opblock")).toHaveCount(described);
  await page.locator("#operations-server-getHealth .opblock-summary").click();
  await page.getByRole("button", { name: "Try it out" }).click();
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.locator(".live-responses-table .response-col_status").filter({ hasText: "200" })).toBeVisible();
  expect(elsewhere).toEqual([]);
});
