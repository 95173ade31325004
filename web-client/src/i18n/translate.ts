import type { Language } from "./language";
import type { Message, Messages } from "./message";

export type Values = Readonly<Record<string, string | number>>;

/** Turns keys into texts of one language. */
export interface Translate<Key extends string> {
  (key: Key, values?: Values): string;
  /** The text under a key that is made of a word of the server's (a code, a payment method), if we have one. */
  maybe: (key: string, values?: Values) => string | undefined;
}

interface Forms {
  plural: Intl.PluralRules;
  number: Intl.NumberFormat;
}

const formsOf = new Map<Language, Forms>();

function forms(language: Language): Forms {
  const known = formsOf.get(language) ?? { plural: new Intl.PluralRules(language), number: new Intl.NumberFormat(`${language}-IN`) };
  formsOf.set(language, known);
  return known;
}

/** Makes the function that finds texts in the first of several dictionaries that has them. */
export function translator<Key extends string>(dictionaries: readonly Messages[], language: Language): Translate<Key> {
  const { plural, number } = forms(language);
  const fill = (message: Message, values: Values): string => {
    const { count } = values;
    const text =
      typeof message === "string" ? message : plural.select(typeof count === "number" ? count : 2) === "one" ? message.one : message.other;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? number.format(value) : value;
    });
  };
  const maybe = (key: string, values: Values = {}): string | undefined => {
    const message = dictionaries.find((dictionary) => Object.hasOwn(dictionary, key))?.[key];
    return message === undefined ? undefined : fill(message, values);
  };
  return Object.assign((key: Key, values?: Values) => maybe(key, values) ?? key, { maybe });
}
