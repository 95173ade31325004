import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, hasSocketService, historyOf, isLive, test, toastsOf } from "./support/test";

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test("in development, where strict mode mounts every page twice, a change shows once", async ({ browser, shop }) => {
  test.setTimeout(90_000);
  const port = await freePort();
  const root = fileURLToPath(new URL("..", import.meta.url));
  const vite = spawn(process.execPath, [`${root}/node_modules/vite/bin/vite.js`, "--host", "127.0.0.1", "--port", port.toString(), "--strictPort"], {
    cwd: root,
    // The server knows the line's address as its own; the development server speaks to it from there.
    env: { ...process.env, TRACKROOM_URL: shop.server.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await new Promise<void>((resolve, reject) => {
      vite.stdout.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("ready in")) resolve();
      });
      vite.once("exit", () => {
        reject(new Error("vite ended"));
      });
    });
    const { orderId } = await shop.asha.placesOrder();
    const { page } = await shop.asha.opens(browser, `http://127.0.0.1:${port.toString()}`, `/order-tracking/${orderId}`);
    await expect(page.getByTestId("headline")).toBeVisible({ timeout: 40_000 });
    await isLive(page);
    await hasSocketService(page);
    await shop.admin.moves(orderId, "confirmed");
    await shop.admin.moves(orderId, "processing");
    await expect(page.getByTestId("headline")).toHaveText("We are packing your order.");
    expect(await historyOf(page)).toEqual(["pending", "confirmed", "processing"]);
    await expect(toastsOf(page)).toHaveCount(2);
  } finally {
    vite.kill();
  }
});
