// Fails when the JavaScript of a first visit to the tracking page grows past its budget.
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budgetKb = 120;
const dist = new URL("../dist/", import.meta.url);
const manifestFile = new URL(".vite/manifest.json", dist);
if (!existsSync(manifestFile)) {
  console.error("bundle size: there is no build to measure; run `npm run build` first");
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));

/** A module and everything it imports before it can run. */
function closure(start) {
  const seen = new Set();
  const queue = [...start];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (seen.has(key)) continue;
    const chunk = manifest[key];
    if (!chunk) throw new Error(`bundle size: ${key} is not in the build's manifest`);
    seen.add(key);
    queue.push(...(chunk.imports ?? []));
  }
  return [...seen];
}

const chunks = closure(["index.html", "src/app/routes/order-tracking.tsx"]);
let total = 0;
for (const key of chunks) {
  const { file } = manifest[key];
  if (!file.endsWith(".js")) continue;
  const bytes = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += bytes;
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`);
}
const kb = total / 1000;
console.log(`${kb.toFixed(1).padStart(7)} kB  JavaScript (gzip) on the first load of the tracking page; budget ${budgetKb} kB`);
if (kb > budgetKb) process.exit(1);
