import { type Catalogue, fill, type Key, marked, type Values } from "./catalogue.ts";
import { en } from "./en.ts";
import { MARKED, selectLanguage, storedLanguage } from "./language.ts";

/** Catalogues by path. A new language is a new file in this folder. */
const FILES = import.meta.glob<{ default: Catalogue }>(["./[a-z][a-z].ts", "!./en.ts"]);

const loaders = new Map(Object.entries(FILES).map(([path, load]) => [/(\w+)\.ts$/.exec(path)?.[1] ?? "", load]));

/** Languages of the studio. */
export const LANGUAGES: readonly string[] = ["en", ...loaders.keys()].sort();

/** Language of the page: the choice of the user, otherwise the most preferred language of the browser. */
export const LANGUAGE: string = selectLanguage(LANGUAGES, storedLanguage(), globalThis.navigator?.languages ?? []);

const catalogue: Catalogue = await load();

/** Returns a message in the language of the page. */
export function t<K extends Key>(key: K, ...[values]: Values<K>): string {
  return fill(catalogue[key], values ?? {}, LANGUAGE);
}

async function load(): Promise<Catalogue> {
  if (storedLanguage() === MARKED) {
    return marked(en);
  }
  return (await loaders.get(LANGUAGE)?.())?.default ?? en;
}
