import type { Language, TranslatedLanguage } from "./language";
import type { Messages } from "./message";

/** The texts of one part of the client, in every language. */
export interface Catalogue<Key extends string> {
  readonly en: Messages<Key>;
  /** The texts in a language other than English; `undefined` when they cannot be fetched, and English stands in. */
  fetch: (language: TranslatedLanguage) => Promise<Messages<Key> | undefined>;
}

export type KeyOf<Part> = Part extends Catalogue<infer Key> ? Key : never;

interface Attempt<Key extends string> {
  number: number;
  messages: Promise<Messages<Key> | undefined>;
  failed: boolean;
}

let attempt = 0;

/** What could not be fetched is fetched anew from now on. Called when somebody chooses a language. */
export function retryFailedCatalogues(): void {
  attempt += 1;
}

/** Declares the texts of one part: English as they are, of every other language how to fetch them. */
export function defineCatalogue<Key extends string>(
  en: Messages<Key>,
  loaders: Readonly<Record<TranslatedLanguage, () => Promise<Messages<Key>>>>,
): Catalogue<Key> {
  const attempts = new Map<Language, Attempt<Key>>();
  return {
    en,
    fetch: (language) => {
      const last = attempts.get(language);
      if (last && !(last.failed && last.number !== attempt)) return last.messages;
      const next: Attempt<Key> = {
        number: attempt,
        failed: false,
        messages: loaders[language]().catch(() => {
          next.failed = true;
          return undefined;
        }),
      };
      attempts.set(language, next);
      return next.messages;
    },
  };
}
