import { describe, expect, it } from "vitest";
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
