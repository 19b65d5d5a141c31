/** Key of the user's choice in the storage of the browser. */
const KEY = "multiconnection.language";

/** Choice that shows the English texts with marks, for tests. Not offered to users. */
export const MARKED = "marked";

/**
 * Selects a language.
 *
 * @param available languages that have a catalogue
 * @param chosen stored choice of the user, if any
 * @param preferred languages of the browser, most preferred first
 */
export function selectLanguage(
  available: readonly string[],
  chosen: string | null | undefined,
  preferred: readonly string[],
): string {
  const wanted = [...(chosen ? [chosen] : []), ...preferred].map((tag) => tag.toLowerCase());
  const candidates = wanted.flatMap((tag) => [tag, tag.replace(/-.*$/, "")]);
  return candidates.find((tag) => available.includes(tag)) ?? "en";
}

/** Returns the stored choice. Undefined if there is none, or where the browser denies the storage. */
export function storedLanguage(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores the user's choice. Pages use it when they are loaded. */
export function storeLanguage(language: string): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // The storage is denied: the language of the browser is used.
  }
}

/** Returns the name of a language in that language: `Deutsch`. */
export function nameOfLanguage(language: string): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
}
