import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { accounts, Person } from "./support/people";
import { expect, historyOf, isLive, test } from "./support/test";
import { Trackroom } from "./support/trackroom";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The client on a host of its own (`localhost`), the server on another site (`127.0.0.1`), which knows it from FRONTEND_URL. */
test("deployed apart from the server, the client logs in, follows live and moves orders", async ({ browser }) => {
  test.setTimeout(180_000);
  const outDir = await mkdtemp(join(tmpdir(), "trackroom-apart-"));
  const server = new Trackroom();
  // The client's address has to be known before the server starts, the server's before the client is built.
  const host = await preview({ root, logLevel: "error", build: { outDir }, preview: { host: "localhost", port: 4173, strictPort: false } });
  const page = host.resolvedUrls?.local[0]?.replace(/\/$/, "") ?? "";
  try {
    await server.start({ FRONTEND_URL: page, TRACKING_ACCESS: "owner" });
    process.env["VITE_API_URL"] = server.url;
    await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });

    const [asha, admin] = await Promise.all([Person.logIn(server.url, "asha"), Person.logIn(server.url, "admin")]);
    const { orderId } = await asha.placesOrder();

    const customer = await (await browser.newContext()).newPage();
    await customer.goto(`${page}/order-tracking/${orderId}`);
    await customer.getByLabel("E-mail or phone").fill(accounts.asha.identifier);
    await customer.getByLabel("Password").fill(accounts.asha.password);
    await customer.getByRole("button", { name: "Log in", exact: true }).click();
    await isLive(customer);
    await expect(customer.getByTestId("headline")).toHaveText("We have your order.");

    const desk = await (await browser.newContext()).newPage();
    await desk.goto(`${page}/login`);
    await desk.getByRole("button", { name: "Log in as Admin" }).click();
    await isLive(desk);
    await expect(desk.getByRole("row").filter({ hasText: orderId })).toContainText("Received");

    await desk.getByRole("row").filter({ hasText: orderId }).getByRole("button", { name: /^Confirm/ }).first().click();
    await expect(customer.getByTestId("headline")).toHaveText("Your order is confirmed.");
    await admin.moves(orderId, "shipped");
    await expect(customer.getByTestId("headline")).toHaveText("Your parcel is on its way.");
    expect(await historyOf(customer)).toEqual(["pending", "confirmed", "shipped"]);
  } finally {
    delete process.env["VITE_API_URL"];
    await host.close();
    await server.dispose();
    await rm(outDir, { recursive: true, force: true });
  }
});
