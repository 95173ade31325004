import type { Catalogue } from "./en";

/** The languages there are: add a file beside `en.ts` and a line here. English is always there. */
const catalogues = {
  en: () => Promise.resolve<Partial<Catalogue>>({}),
  hi: () => import("./hi").then((file) => file.hi),
  ta: () => import("./ta").then((file) => file.ta),
} as const;

export type Language = keyof typeof catalogues;

export const languages: readonly { code: Language; name: string }[] = [
  { code: "en", name: "English" },
  { code: "hi", name: "हिन्दी" },
  { code: "ta", name: "தமிழ்" },
];

export function loadCatalogue(language: Language): Promise<Partial<Catalogue>> {
  return catalogues[language]();
}

function isLanguage(code: string | null | undefined): code is Language {
  return code !== null && code !== undefined && Object.hasOwn(catalogues, code);
}

const storageKey = "trackroom.language";

/** What was chosen here before, else the first of the browser's languages that we speak. */
export function preferredLanguage(): Language {
  try {
    const stored = localStorage.getItem(storageKey);
    if (isLanguage(stored)) return stored;
  } catch {
    // A browser that forbids storage is asked for its language each time.
  }
  const match = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return match ?? "en";
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // As above.
  }
}
