import { describe, expect, it, vi } from "vitest";
import type { operations } from "@/wire/api";
import api from "@/wire/api.ts?raw";
import events from "@/wire/events.ts?raw";
import { defineCatalogue, retryFailedCatalogues } from "./catalogue";
import type { CommonKey } from "./common";
import { languages } from "./language";
import type { Message, Messages } from "./message";
import { en } from "./messages.en";
import { translator } from "./translate";

/** Every file of texts, whichever feature it belongs to, as found on disk. */
const files = import.meta.glob<Record<string, Messages>>("../**/*.??.ts", { eager: true });

const textsIn = (path: string, language: string): Messages | undefined => files[path.replace(/\.en\.ts$/, `.${language}.ts`)]?.[language];
const parts = Object.keys(files)
  .filter((path) => path.endsWith(".en.ts"))
  .map((path) => ({ path, texts: textsIn(path, "en") ?? {} }));
const english: Messages = Object.assign({}, ...parts.map(({ texts }) => texts)) as Messages;

function placeholders(message: Message): string[] {
  const forms = typeof message === "string" ? [message] : [message.one, message.other];
  return [...new Set(forms.flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();
}

it("finds the texts of the frame and of every feature that has some", () => {
  const paths = parts.map(({ path }) => path);
  expect(paths).toContain("./messages.en.ts");
  for (const page of Object.keys(import.meta.glob("../features/*/messages.ts"))) expect(paths).toContain(page.replace(/\.ts$/, ".en.ts"));
  const keys = parts.flatMap(({ texts }) => Object.keys(texts));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index), "texts that two parts have").toEqual([]);
});

describe.each(languages.filter(({ code }) => code !== "en"))("$name", ({ code }) => {
  it.each(parts)("has every text of $path, and fills in what the English one fills in", ({ path, texts }) => {
    const translated = textsIn(path, code) ?? {};
    expect(Object.keys(translated).sort()).toEqual(Object.keys(texts).sort());
    for (const [key, message] of Object.entries(texts)) expect(placeholders(translated[key] ?? ""), key).toEqual(placeholders(message));
  });
});

/** The calls that the client makes; the codes that each may be refused with are in the types made from the server. */
const calls = [
  "logIn", "register", "refreshToken", "logOut", "getClientConfig", "getOrder", "listOrderEvents", "listMyOrders", "listOrders", "exportOrders",
  "updateOrderStatus", "bulkUpdateOrderStatus", "getAnalytics", "listTrackingLinks", "createTrackingLink", "revokeTrackingLink", "trackOrder",
] as const satisfies readonly (keyof operations)[];

const codesIn = (text: string) =>
  [...text.matchAll(/code\?: ((?:\s*\|?\s*"\w+")+)/g)].flatMap(([, codes = ""]) => [...codes.matchAll(/\w+/g)].map(([code]) => code));

const operationsOf = api.slice(api.indexOf("export interface operations"));
const responsesOf = api.slice(api.indexOf("    responses: {"));

/** What is generated under a name at some depth. */
const entry = (text: string, name: string, indent: string) => new RegExp(`^${indent}${name}: \\{$.*?^${indent}\\};`, "ms").exec(text)?.[0] ?? "";

/** The codes in what is generated for a call, and in the answers that it shares with others. */
function codesOf(call: string): string[] {
  const described = entry(operationsOf, call, " ".repeat(4));
  const shared = [...described.matchAll(/components\["responses"\]\["(\w+)"\]/g)].map(([, name = ""]) => entry(responsesOf, name, " ".repeat(8)));
  return [described, ...shared].flatMap(codesIn);
}

describe("the words for a refusal", () => {
  it.each(calls)("are there for every code that %s may be refused with", (call) => {
    const codes = codesOf(call);
    expect(codes, "every call may meet a fault of ours").toContain("internal");
    expect(codes.filter((code) => english[`code.${code}`] === undefined)).toEqual([]);
  });

  it("are there for every code that a socket may be refused with", () => {
    const codes = [...events.matchAll(/\* +- `(\w+)`:/g)].map(([, code]) => code ?? "");
    expect(codes).toContain("tracking_link_not_found");
    expect(codes.filter((code) => english[`code.${code}`] === undefined)).toEqual([]);
  });
});

describe("a catalogue", () => {
  it("asks once for a language, and again for one that could not be fetched when somebody chooses a language", async () => {
    const load = vi.fn().mockRejectedValueOnce(new Error("in a tunnel")).mockResolvedValue({ hello: "नमस्ते" });
    const { fetch } = defineCatalogue({ hello: "Hello" }, { hi: load, ta: load });
    expect(await fetch("hi")).toBeUndefined();
    expect(await fetch("hi")).toBeUndefined();
    expect(load).toHaveBeenCalledOnce();
    retryFailedCatalogues();
    expect(await fetch("hi")).toEqual({ hello: "नमस्ते" });
    expect(fetch("hi")).toBe(fetch("hi"));
    expect(load).toHaveBeenCalledTimes(2);
  });
});

describe("the translator", () => {
  const t = translator<string>([english], "en");

  it("chooses the form by number and writes numbers as the language does", () => {
    expect(t("share.days", { count: 1 })).toBe("1 day");
    expect(t("share.days", { count: 30 })).toBe("30 days");
    expect(t("admin.count", { count: 123456 })).toBe("1,23,456 orders");
    const tamil = Object.values(files).flatMap(({ ta }) => (ta ? [ta] : []));
    expect(translator<string>(tamil, "ta")("share.days", { count: 1 })).toBe("1 நாள்");
  });

  it("fills in texts as they are, without reading them", () => {
    expect(t("order.number", { id: "{status} <b>$&</b>" })).toBe("Order {status} <b>$&</b>");
  });

  it("has no text for a word of the server's that is none of ours, and English ones where another language has none", () => {
    expect(t.maybe("code.moon_is_full")).toBeUndefined();
    expect(translator<CommonKey>([{}, en], "hi")("app.close")).toBe("Close");
  });

  it("takes no key but those of the catalogues that it is made for", () => {
    const common = translator<CommonKey>([en], "en");
    // @ts-expect-error: a text of the board, which this page has not fetched
    expect(common("admin.title")).toBe("admin.title");
  });
});
