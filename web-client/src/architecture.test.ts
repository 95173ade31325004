import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const src = join(import.meta.dirname);
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
const isTest = (file: string) => /\.test\.tsx?$/.test(file);

/** The file of ours that an import means, if it is one. */
function resolved(from: string, name: string): string | undefined {
  if (!name.startsWith(".") && !name.startsWith("@/")) return undefined;
  const path = name.startsWith("@/") ? name.slice(2) : relative(src, join(src, dirname(from), name));
  return files.find((file) => file === `${path}.ts` || file === `${path}.tsx`);
}

/** What each file imports, types among it; what is fetched later counts as well. */
const imports = new Map(
  files
    .filter((file) => !isTest(file))
    .map((file) => [
      file,
      ts
        .preProcessFile(readFileSync(join(src, file), "utf8"))
        .importedFiles.map(({ fileName }) => resolved(file, fileName))
        .filter((other) => other !== undefined),
    ]),
);

/** The first circle that is found from a file on, as the files along it. */
function circleFrom(file: string, path: readonly string[], done: Set<string>): string[] | undefined {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (done.has(file)) return undefined;
  for (const next of imports.get(file) ?? []) {
    const circle = circleFrom(next, [...path, file], done);
    if (circle) return circle;
  }
  done.add(file);
  return undefined;
}

it("reads the imports of the whole client", () => {
  expect(imports.get("main.tsx")).toContain("app/router.tsx");
  expect(imports.get("features/orders/live/use-order-room.ts")).toContain("realtime/connection-context.ts");
});

it("has no circle of files: what two of them share stands in a third", () => {
  const done = new Set<string>();
  for (const file of imports.keys()) expect(circleFrom(file, [], done)).toBeUndefined();
});

it("says nothing of orders below the features: a kind of room is described by the feature that owns it", () => {
  const words = files
    .filter((file) => file.startsWith("realtime/"))
    .flatMap((file) => readFileSync(join(src, file), "utf8").split("\n").map((line) => `${file}: ${line.trim()}`))
    // "In order" is about a sequence, and CSS has borders.
    .filter((line) => /order/i.test(line.replace(/\bin (the )?order\b|border/gi, "")));
  expect(words).toEqual([]);
});
