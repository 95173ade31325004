import { startTransition, useEffect, useMemo, useState, type ReactNode } from "react";
import { retryFailedCatalogues } from "./catalogue";
import { commonCatalogue } from "./common";
import { I18nContext } from "./i18n-context";
import { preferredLanguage, rememberLanguage, type Language } from "./language";

/** Says which language the page speaks. Until the texts of another one have been fetched, the page stays as it is. */
export function I18nProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<Language>(preferredLanguage);
  const [spoken, setSpoken] = useState<Language>("en");

  useEffect(() => {
    let current = true;
    const speak = () => {
      if (current) startTransition(() => setSpoken(wanted));
    };
    if (wanted === "en") speak();
    else {
      void commonCatalogue.fetch(wanted).then((messages) => {
        if (messages) speak();
      });
    }
    return () => {
      current = false;
    };
  }, [wanted]);

  useEffect(() => {
    document.documentElement.lang = spoken;
  }, [spoken]);

  const speech = useMemo(
    () => ({
      language: spoken,
      setLanguage: (language: Language) => {
        rememberLanguage(language);
        retryFailedCatalogues();
        setWanted(language);
      },
    }),
    [spoken],
  );

  return <I18nContext value={speech}>{children}</I18nContext>;
}
