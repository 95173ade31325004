import { en, type Catalogue, type MessageKey } from "./en";
import type { Message } from "./message";

export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: Values) => string;

/** What there is in English so far: it stands in until another language has arrived. */
const english: Partial<Record<MessageKey, Message>> = { ...en };

export function addEnglish(more: Partial<Record<MessageKey, Message>>): void {
  Object.assign(english, more);
}

/** Whether a word of the server's (a code, a payment method) is a text of ours. */
export function isKnownKey(key: string): key is MessageKey {
  return Object.hasOwn(english, key);
}

/** Makes the function that turns keys into texts of one language. */
export function translator(catalogue: Partial<Catalogue>, language: string): Translate {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(`${language}-IN`);
  return (key, values = {}) => {
    const message = catalogue[key] ?? english[key] ?? key;
    const { count } = values;
    const text =
      typeof message === "string" ? message : plural.select(typeof count === "number" ? count : 2) === "one" ? message.one : message.other;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? number.format(value) : value;
    });
  };
}
