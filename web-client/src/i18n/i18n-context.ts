import { createContext, use } from "react";
import { formatter, type Format } from "./format";
import type { Language } from "./language";
import { translator, type Translate } from "./translate";

export interface I18n {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Translate;
  format: Format;
}

export const I18nContext = createContext<I18n>({
  language: "en",
  setLanguage: () => undefined,
  t: translator({}, "en"),
  format: formatter("en"),
});

export function useI18n(): I18n {
  return use(I18nContext);
}
