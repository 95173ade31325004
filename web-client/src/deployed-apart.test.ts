import { describe, expect, it } from "vitest";
import netlify from "../netlify.toml?raw";
import vercel from "../vercel.json";

/** The pages and the parts of a client that a host of its own serves. */
const pages = ["/", "/orders", "/order-tracking/ORD00042", "/track/assets"];
const parts = ["/assets/orders-gone.js", "/assets/index-gone.css"];

describe("on Vercel", () => {
  const rewritten = (path: string) => vercel.rewrites.some(({ source }) => new RegExp(`^${source}$`).test(path));

  it("every page is the client, and a part that is gone is not", () => {
    expect(pages.filter(rewritten)).toEqual(pages);
    expect(parts.filter(rewritten)).toEqual([]);
  });

  it("the page has a content policy", () => {
    const everywhere = vercel.headers.find(({ source }) => source === "/(.*)");
    expect(everywhere?.headers.find(({ key }) => key === "Content-Security-Policy")?.value).toContain("script-src 'self';");
  });
});

describe("on Netlify", () => {
  it("a part that is gone is 404, before every page is the client", () => {
    const rules = [...netlify.matchAll(/from = "(.*)"\nto = ".*"\nstatus = (\d+)/g)].map(([, from, status]) => [from, status]);
    expect(rules).toEqual([
      ["/assets/*", "404"],
      ["/*", "200"],
    ]);
  });

  it("the page has the same content policy", () => {
    const policy = /Content-Security-Policy = "(.*)"/.exec(netlify)?.[1];
    expect(JSON.stringify(vercel)).toContain(`"value":"${policy ?? "?"}"`);
  });
});
