import { defineConfig } from "@playwright/test";

/** The browser is the system's: this suite installs nothing. */
export default defineConfig({
  testDir: "./e2e",
  outputDir: "./test-results",
  // Each worker has a shop of its own, and a test makes what it looks at: any may run beside any.
  workers: 2,
  fullyParallel: true,
  // How long is waited for what should be there at once: with patience, for a machine that does other things beside.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    viewport: { width: 1280, height: 900 },
    locale: "en-IN",
    trace: "off",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
