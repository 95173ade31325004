import { readdirSync } from "node:fs";
import type { Language } from "../../src/i18n/language";
import type { Messages } from "../../src/i18n/message";
import { translator, type Translate } from "../../src/i18n/translate";

const src = new URL("../../src/", import.meta.url);

/** Every text that the client has in a language, whichever feature it belongs to. */
export async function textsIn(language: Language): Promise<Translate<string>> {
  const folders = ["i18n/", ...readdirSync(new URL("features/", src)).map((feature) => `features/${feature}/`)];
  const files = folders.flatMap((folder) =>
    readdirSync(new URL(folder, src))
      .filter((name) => name.endsWith(`.${language}.ts`))
      .map((name) => new URL(`${folder}${name}`, src)),
  );
  const modules = await Promise.all(files.map((file) => import(file.href) as Promise<Record<string, Messages>>));
  return translator(
    modules.flatMap(({ [language]: texts }) => (texts ? [texts] : [])),
    language,
  );
}
