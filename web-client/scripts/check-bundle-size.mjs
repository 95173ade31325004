// Fails when the JavaScript of a first visit to the tracking page grows past its budget.
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budgetKb = 105;
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

// The page is part of the entry, or a route of its own.
const route = "src/app/routes/order-tracking.tsx";
const scripts = closure(route in manifest ? ["index.html", route] : ["index.html"])
  .map((key) => manifest[key].file)
  .filter((file) => file.endsWith(".js"))
  .map((file) => ({ file, code: readFileSync(new URL(file, dist)) }));
if (!scripts.some(({ code }) => /data-testid\W{1,3}headline/.test(code.toString()))) {
  console.error("bundle size: the headline of the tracking page is in none of the files that are measured");
  process.exit(1);
}
let total = 0;
for (const { file, code } of scripts) {
  const bytes = gzipSync(code, { level: 9 }).length;
  total += bytes;
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`);
}
const kb = total / 1000;
console.log(`${kb.toFixed(1).padStart(7)} kB  JavaScript (gzip) on the first load of the tracking page; budget ${budgetKb} kB`);
if (kb > budgetKb) process.exit(1);
