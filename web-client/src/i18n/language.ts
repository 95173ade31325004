/**
 * The languages there are. A new one is a line here and a `messages.<code>.ts` beside each English one; until that is
 * there, every catalogue is an error of types.
 */
export const languages = [
  { code: "en", name: "English" },
  { code: "hi", name: "हिन्दी" },
  { code: "ta", name: "தமிழ்" },
] as const;

export type Language = (typeof languages)[number]["code"];

/** English is part of the code that shows it; the others are fetched by who reads them. */
export type TranslatedLanguage = Exclude<Language, "en">;

export function isLanguage(code: string | null): code is Language {
  return languages.some((language) => language.code === code);
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
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? "en";
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // As above.
  }
}
