// Runs the browser tests against the real server, and says in one sentence what is missing when it cannot.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const binary = process.env.TRACKROOM_BIN ?? here("../../target/debug/trackroom");

function missing(what) {
  console.error(`e2e: ${what}`);
  process.exit(1);
}
if (!chromium || !existsSync(chromium)) missing("there is no Chromium at /usr/bin/chromium; install it (Debian: apt-get install chromium) or name one in CHROMIUM.");
if (!existsSync(binary)) missing("there is no server to test against; build it (cargo build -p trackroom) or name one in TRACKROOM_BIN.");
if (!existsSync(here("../dist/index.html"))) missing("there is no build of this client; run `npm run build` first.");

const run = spawnSync(process.execPath, [here("../node_modules/@playwright/test/cli.js"), "test", ...process.argv.slice(2)], {
  cwd: here(".."),
  stdio: "inherit",
  env: { ...process.env, CHROMIUM: chromium, TRACKROOM_BIN: binary },
});
process.exit(run.status ?? 1);
