import { readFile } from "node:fs/promises";
import { expect, isLive, test } from "./support/test";
import { Trackroom } from "./support/trackroom";

/** The README's walk, in a shop as fresh as `make run` starts it, in two tabs of one browser. */
test("the README's two tabs", async ({ browser }) => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const walk = /^## See it move, in two tabs\n(.*?)^## /ms.exec(readme)?.[1]?.replace(/\s+/g, " ") ?? "";
  /** What the walk says, word for word. */
  const said = (words: string) => {
    expect(walk).toContain(words);
    return words.replace(/^(\*\*|")|(\*\*|")$/g, "");
  };

  const server = new Trackroom();
  await server.start();
  const context = await browser.newContext();
  try {
    const asha = await context.newPage();
    await asha.goto(`${server.url}/`);
    await asha.getByRole("button", { name: `Log in as ${said("**Asha**")}` }).click();
    const first = asha.locator("[data-order]").first();
    await expect(first).toContainText(said('"Received"'));
    const orderId = (await first.getAttribute("data-order")) ?? "";
    await first.getByRole("link").first().click();
    await isLive(asha);

    const admin = await context.newPage();
    await admin.goto(`${server.url}${said("/login")}`);
    await admin.getByRole("button", { name: `Log in as ${said("**Admin**")}` }).click();
    const row = admin.locator(`tr[data-order="${orderId}"]`);
    await row.getByRole("button", { name: `${said("**Confirm**")}, ${orderId}` }).click();
    await expect(asha.getByTestId("headline")).toHaveText(said('"Your order is confirmed."'));

    await row.getByRole("button", { name: `Move order ${orderId}, now Confirmed` }).click();
    await admin.getByRole("menuitem", { name: said("**On its way**") }).click();
    const dialog = admin.getByRole("dialog", { name: `Move order ${orderId}` });
    await dialog.getByLabel(said("tracking number"), { exact: false }).fill("BLR-77");
    await dialog.getByRole("button", { name: said("**Move**"), exact: true }).click();
    await expect(asha.getByTestId("headline")).toHaveText(said('"Your parcel is on its way."'));
    await expect(asha.getByTestId("tracking-number")).toHaveText("BLR-77");
  } finally {
    await context.close();
    await server.dispose();
  }
});
