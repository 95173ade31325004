import { createContext, use } from "react";
import type { Catalogue, KeyOf } from "./catalogue";
import { commonCatalogue, type CommonKey } from "./common";
import { formatter, type Format } from "./format";
import type { Language } from "./language";
import type { Messages } from "./message";
import { translator, type Translate } from "./translate";

interface Speech {
  language: Language;
  setLanguage: (language: Language) => void;
}

export interface I18n<Key extends string> extends Speech {
  t: Translate<Key>;
  format: Format;
}

export const I18nContext = createContext<Speech>({ language: "en", setLanguage: () => undefined });

/**
 * The texts of the catalogues that are named, and the common ones, in the language of the page. Where they have not been
 * fetched in it yet, React waits for them, as it does for code.
 */
export function useMessages<Parts extends readonly Catalogue<string>[]>(...parts: Parts): I18n<CommonKey | KeyOf<Parts[number]>> {
  const { language, setLanguage } = use(I18nContext);
  const catalogues: readonly Catalogue<string>[] = [...parts, commonCatalogue];
  const dictionaries: Messages[] = [];
  if (language !== "en") {
    // All are asked for before the first is waited for.
    for (const catalogue of catalogues) void catalogue.fetch(language);
    for (const catalogue of catalogues) {
      const translated = use(catalogue.fetch(language));
      if (translated) dictionaries.push(translated);
    }
  }
  for (const catalogue of catalogues) dictionaries.push(catalogue.en);
  return { language, setLanguage, t: translator(dictionaries, language), format: formatter(language) };
}

/** The common texts alone. */
export const useI18n = () => useMessages();
