import { describe, expect, it } from "vitest";
import type { operations } from "@/wire/api";
import api from "@/wire/api.ts?raw";
import events from "@/wire/events.ts?raw";
import { en, type MessageKey } from "./en";
import { enMore } from "./en-more";
import { hi } from "./hi";
import type { Message } from "./message";
import { ta } from "./ta";
import { translator } from "./translate";

const english: Record<string, Message> = { ...en, ...enMore };

function placeholders(message: Message): string[] {
  const forms = typeof message === "string" ? [message] : [message.one, message.other];
  return [...new Set(forms.flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();
}

describe.each([
  ["Hindi", hi],
  ["Tamil", ta],
])("%s", (_name, catalogue) => {
  it("has every text, and fills in what the English one fills in", () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort());
    for (const key of Object.keys(english) as MessageKey[]) {
      expect(placeholders(catalogue[key]), key).toEqual(placeholders(english[key] ?? ""));
    }
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

describe("the translator", () => {
  it("chooses the form by number and writes numbers as the language does", () => {
    const t = translator({}, "en");
    expect(t("share.days", { count: 1 })).toBe("1 day");
    expect(t("share.days", { count: 30 })).toBe("30 days");
    expect(t("admin.count", { count: 123456 })).toBe("1,23,456 orders");
    expect(translator(ta, "ta")("share.days", { count: 1 })).toBe("1 நாள்");
  });

  it("fills in texts as they are, without reading them", () => {
    expect(translator({}, "en")("order.number", { id: "{status} <b>$&</b>" })).toBe("Order {status} <b>$&</b>");
  });
});
