import type { en } from "./en.ts";

/** Texts of the studio in English, which determine the keys and placeholders of every other language. */
export type English = typeof en;

/** Key of a message. */
export type Key = keyof English;

/** Forms of a message that depend on the placeholder `{count}`, by plural category. */
export type Forms = { readonly other: string } & {
  readonly [category in Exclude<Intl.LDMLPluralRule, "other">]?: string;
};

/** Message of a catalogue: a text with placeholders in braces, or its plural forms. */
export type Message = string | Forms;

/** All messages in one language. A missing or superfluous key does not compile. */
export type Catalogue = { readonly [K in Key]: English[K] extends string ? string : Forms };

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<M> = M extends string
  ? Names<M>
  : M extends { readonly other: infer S extends string }
    ? Names<S> | "count"
    : never;

/** Values of the placeholders of a message: an object if there are placeholders, otherwise nothing. */
export type Values<K extends Key> = [NamesOf<English[K]>] extends [never]
  ? []
  : [values: { readonly [name in NamesOf<English[K]>]: string | number }];

const PLACEHOLDER = /\{(\w+)\}/g;

/** Returns a message with its placeholders replaced. Numbers are formatted for the language. */
export function fill(message: Message, values: { readonly [name: string]: string | number }, language: string): string {
  const text = typeof message === "string" ? message : formOf(message, Number(values.count), language);
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name] ?? "";
    return typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

/** Plural rules by language: creating them is slow. */
const rules = new Map<string, Intl.PluralRules>();

function formOf(forms: Forms, count: number, language: string): string {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return forms[known.select(count)] ?? forms.other;
}

/** Returns the placeholders of a message in alphabetical order. */
export function placeholdersOf(message: Message): string[] {
  const text = typeof message === "string" ? message : message.other;
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name))].sort();
}

/** Returns a catalogue with a mark around each text, with which tests find texts that are not in the catalogue. */
export function marked(catalogue: Catalogue): Catalogue {
  const mark = (message: Message): Message =>
    typeof message === "string"
      ? `⟦${message}⟧`
      : (Object.fromEntries(Object.entries(message).map(([form, text]) => [form, `⟦${text}⟧`])) as Forms);
  return Object.fromEntries(Object.entries(catalogue).map(([key, message]) => [key, mark(message)])) as Catalogue;
}
