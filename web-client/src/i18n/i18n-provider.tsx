import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { Catalogue } from "./en";
import { formatter } from "./format";
import { I18nContext, type I18n } from "./i18n-context";
import { loadCatalogue, preferredLanguage, rememberLanguage, type Language } from "./language";
import { translator } from "./translate";

/** Gives every component its texts. Until another language has arrived, English is there. */
export function I18nProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<Language>(preferredLanguage);
  const [loaded, setLoaded] = useState<{ language: Language; catalogue: Partial<Catalogue> }>({ language: "en", catalogue: {} });

  useEffect(() => {
    let current = true;
    void loadCatalogue(wanted)
      .then((catalogue) => {
        if (current) setLoaded({ language: wanted, catalogue });
      })
      .catch(() => undefined); // a language that cannot be fetched now leaves the one that is shown
    return () => {
      current = false;
    };
  }, [wanted]);

  useEffect(() => {
    document.documentElement.lang = loaded.language;
  }, [loaded.language]);

  const i18n = useMemo<I18n>(
    () => ({
      language: loaded.language,
      setLanguage: (language) => {
        rememberLanguage(language);
        setWanted(language);
      },
      t: translator(loaded.catalogue, loaded.language),
      format: formatter(loaded.language),
    }),
    [loaded],
  );

  return <I18nContext value={i18n}>{children}</I18nContext>;
}
