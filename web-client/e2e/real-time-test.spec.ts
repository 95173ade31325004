import { connectionOf, expect, isLive, test } from "./support/test";

test.describe("/real-time-test", () => {
  test("anyone follows a sandbox id and sees what the buttons send, exactly once, in every window", async ({ browser, shop }) => {
    const pages = await Promise.all([browser.newContext(), browser.newContext()].map(async (context) => (await context).newPage()));
    const [one, two] = pages;
    if (!one || !two) throw new Error("two windows");
    for (const page of pages) {
      await page.goto(`${shop.url}/real-time-test`);
      await isLive(page);
      await page.getByRole("button", { name: "Start tracking" }).click();
      await expect(page.getByText("Following TEST-ORDER-001", { exact: true })).toBeVisible();
      // The server's answer to the join.
      await expect(page.getByTestId("tracked")).toHaveAttribute("data-status", "pending");
    }
    await expect(one.getByTestId("transport")).toHaveText("websocket");
    await expect(one.getByTestId("round-trip")).toHaveText(/^\d+ ms$/);
    await one.getByRole("button", { name: "On its way", exact: true }).click();
    for (const page of pages) {
      await expect(page.getByTestId("tracked")).toHaveAttribute("data-status", "shipped");
      await expect(page.getByTestId("update-count")).toHaveText("1 update received");
    }
    await expect(one.getByRole("log", { name: "Log" })).toContainText("accepted, 2 screens follow");
    await two.getByRole("button", { name: "Stop tracking" }).click();
    await expect(two.getByText("Not following any order")).toBeVisible();
    await one.getByRole("button", { name: "Delivered", exact: true }).click();
    await expect(one.getByTestId("update-count")).toHaveText("2 updates received");
    await expect(two.getByTestId("update-count")).toHaveText("1 update received");
  });

  test("the dropped connection comes back, still following", async ({ browser, shop }) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/real-time-test`);
    await isLive(page);
    await page.getByLabel("Order id").fill("TEST-DROP-1");
    await page.getByRole("button", { name: "Start tracking" }).click();
    await expect(page.getByText("Following TEST-DROP-1", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Drop the connection" }).click();
    await expect(page.getByRole("log", { name: "Log" })).toContainText("disconnected");
    await isLive(page);
    await page.getByRole("button", { name: "Confirmed", exact: true }).click();
    await expect(page.getByTestId("update-count")).toHaveText("1 update received");
    await page.getByRole("button", { name: /^Stay away/ }).click();
    await expect(connectionOf(page)).not.toHaveAttribute("data-phase", "live");
    await expect(connectionOf(page)).toHaveAttribute("data-phase", "live", { timeout: 15_000 });
  });

  test("a real order is moved by an admin only", async ({ browser, shop }) => {
    const { orderId } = await shop.asha.placesOrder();
    for (const [who, says, status] of [
      [shop.asha, "refused: this is for the shop's staff only", "pending"],
      [shop.admin, "accepted", "confirmed"],
    ] as const) {
      const { page } = await who.opens(browser, shop.url, "/real-time-test");
      await isLive(page);
      // By any of its names: its events call it by one.
      const asTyped = `#${orderId}`;
      await page.getByLabel("Order id").fill(asTyped);
      await page.getByRole("button", { name: "Start tracking" }).click();
      await expect(page.getByText(`Following ${asTyped}`, { exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Confirmed", exact: true }).click();
      await expect(page.getByRole("log", { name: "Log" })).toContainText(says);
      await expect(page.getByTestId("tracked")).toHaveAttribute("data-status", status);
    }
    // The number and the day of a real parcel are not the test's to make up.
    const { order } = await shop.admin.call<{ order: { status: string; trackingNumber?: string | null; estimatedDelivery?: string | null } }>("GET", `/orders/${orderId}`);
    expect([order.status, order.trackingNumber ?? null, order.estimatedDelivery ?? null]).toEqual(["confirmed", null, null]);
  });

  test("socketService does in the console what the old notes say", async ({ browser, shop }) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${shop.url}/login`);
    await page.waitForFunction(() => window.socketService?.getConnectionStatus().isConnected === true);
    const statuses = await page.evaluate(async () => {
      const service = window.socketService;
      if (!service) throw new Error("there is no socketService");
      const seen: string[] = [];
      const two = new Promise<void>((resolve) => {
        service.onOrderStatusUpdate((event) => {
          seen.push(event.status);
          if (seen.length === 2) resolve();
        });
      });
      service.joinOrderTracking("TEST-CONSOLE");
      service.joinOrderTracking("TEST-CONSOLE");
      await service.emitAdminStatusUpdate({ orderId: "TEST-CONSOLE", status: "confirmed" });
      await service.emitAdminStatusUpdate({ orderId: "TEST-CONSOLE", status: "shipped" });
      await two;

      // What is taken off hears no more, while another listener does.
      const taken: string[] = [];
      const takenOff = ({ status }: { status: string }) => {
        taken.push(status);
      };
      const hearing = () =>
        new Promise<string>((resolve) => {
          service.onOrderStatusUpdate(({ orderId, status }) => {
            resolve(`${orderId} ${status}`);
          });
        });
      service.onOrderStatusUpdate(takenOff);
      service.offOrderStatusUpdate(takenOff);
      const third = hearing();
      await service.emitAdminStatusUpdate({ orderId: "TEST-CONSOLE", status: "delivered" });
      const heard = [await third];

      // Without a listener named, all are.
      service.offOrderStatusUpdate();
      const seenThen = [...seen];
      const fourth = hearing();
      await service.emitAdminStatusUpdate({ orderId: "TEST-CONSOLE", status: "pending" });
      heard.push(await fourth);

      // What is left brings nothing: once nobody follows it, only the other order is heard of.
      service.offOrderStatusUpdate();
      service.joinOrderTracking("TEST-OTHER");
      service.leaveOrderTracking("TEST-CONSOLE");
      for (let followers = 1; followers > 0; ) {
        const answer = await service.emitAdminStatusUpdate({ orderId: "TEST-CONSOLE", status: "confirmed" });
        if (!answer.ok) throw new Error(answer.error.code);
        ({ followers } = answer);
        // A person's socket may send so much and no more.
        if (followers > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const fifth = hearing();
      await service.emitAdminStatusUpdate({ orderId: "TEST-CONSOLE", status: "confirmed" });
      await service.emitAdminStatusUpdate({ orderId: "TEST-OTHER", status: "shipped" });
      heard.push(await fifth);

      service.disconnect();
      const after = service.getConnectionStatus();
      service.connect();
      return { seen, seenThen, taken, heard, after: after.isConnected, socket: typeof service.getSocket().emit };
    });
    expect(statuses).toEqual({
      // The first listener is there until all are taken off.
      seen: ["confirmed", "shipped", "delivered"],
      seenThen: ["confirmed", "shipped", "delivered"],
      taken: [],
      heard: ["TEST-CONSOLE delivered", "TEST-CONSOLE pending", "TEST-OTHER shipped"],
      after: false,
      socket: "function",
    });
    await page.waitForFunction(() => window.socketService?.getConnectionStatus().isConnected === true);
  });
});
