import { de } from "./de.ts";
import { type ElementTexts, en } from "./en.ts";

/** Texts by language: lower-case BCP 47 tags, such as `de` or `pt-br`. */
const languages = new Map<string, ElementTexts>([
  ["en", en],
  ["de", de],
]);

/**
 * Adds a language to the elements, or replaces its texts. Used by elements that are added to the page afterwards.
 *
 * @param language BCP 47 tag, such as `fr` or `pt-BR`
 * @param texts missing texts are shown in English
 */
export function defineTexts(language: string, texts: Partial<ElementTexts>): void {
  languages.set(language.toLowerCase(), { ...en, ...texts });
}

/**
 * Returns the texts for a language tag.
 *
 * @param language BCP 47 tag; the most specific known language is used: `de-AT`, then `de`, then English
 */
export function textsFor(language: string): ElementTexts {
  const tag = language.toLowerCase();
  return languages.get(tag) ?? (tag.includes("-") ? textsFor(tag.replace(/-[^-]*$/, "")) : en);
}

/** Returns the language of a node: the nearest `lang` attribute, through enclosing shadow roots. Empty if there is none. */
export function languageOf(node: Node | null | undefined): string {
  if (!node) {
    return "";
  }
  const language = "getAttribute" in node ? (node as Element).getAttribute("lang") : null;
  return language ?? languageOf(node.parentNode ?? (node as ShadowRoot).host);
}

/** Returns a text with its placeholders replaced. */
export function fill(text: string, values: { readonly [placeholder: string]: string | number }): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
