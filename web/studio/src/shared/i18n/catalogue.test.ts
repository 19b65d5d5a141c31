import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Catalogue, type Forms, fill, type Message, marked, placeholdersOf } from "./catalogue.ts";
import { en } from "./en.ts";
import { nameOfLanguage, selectLanguage } from "./language.ts";
import { LANGUAGES, t } from "./t.ts";

const FILES = import.meta.glob<{ default: Catalogue }>(["./[a-z][a-z].ts", "!./en.ts"], { eager: true });
const OTHERS = Object.entries(FILES).map(([path, file]) => [path.slice(2, 4), file.default] as const);

/** Texts of a message: one, or one for each form. */
const textsOf = (message: Message): string[] => (typeof message === "string" ? [message] : Object.values(message));

describe("the catalogues", () => {
  it("are the languages of the studio", () => {
    expect(LANGUAGES).toStrictEqual(["en", ...OTHERS.map(([language]) => language)].sort());
    expect(LANGUAGES).toContain("de");
    expect(LANGUAGES.map(nameOfLanguage)).toContain("Deutsch");
  });

  it.each(OTHERS)("of %s have the keys, placeholders and plural forms of English", (language, catalogue) => {
    expect(Object.keys(catalogue).sort()).toStrictEqual(Object.keys(en).sort());
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, message] of Object.entries(catalogue)) {
      const original: Message = en[key as keyof typeof en];
      expect([key, ...placeholdersOf(message)]).toStrictEqual([key, ...placeholdersOf(original)]);
      if (typeof original !== "string") {
        expect([key, Object.keys(message).sort()]).toStrictEqual([key, [...pluralCategories].sort()]);
      }
      expect(textsOf(message).filter((text) => text.trim() === "")).toStrictEqual([]);
    }
  });
});

describe("the messages", () => {
  it("are all used", () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const source = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/i18n/.test(file))
      .map((file) => readFileSync(join(root, file), "utf8"))
      .join("\n");
    // Keys with a part that is computed, as in t(`state.${state}`).
    const computed = [...source.matchAll(/\bt\(\s*`([^`]+)`/g)].map(
      ([, key = ""]) => new RegExp(`^${key.replaceAll(".", "\\.").replaceAll(/\$\{(?:[^}{]|\{[^}]*\})*\}/g, ".+")}$`),
    );
    const unused = Object.keys(en).filter(
      (key) => !source.includes(`"${key}"`) && !computed.some((pattern) => pattern.test(key)),
    );
    expect(unused).toStrictEqual([]);
  });
});

describe("a message", () => {
  const forms: Forms = { one: "{count} Raum", other: "{count} Räume" };

  it("is filled with values in the language", () => {
    expect(fill("{b} of {a}", { a: "x", b: "{a}" }, "en")).toBe("{a} of x");
    expect(fill("{count}", { count: 1234.5 }, "de")).toBe("1.234,5");
    expect(fill(forms, { count: 1 }, "de")).toBe("1 Raum");
    expect(fill(forms, { count: 12_345 }, "de")).toBe("12.345 Räume");
    expect(fill({ few: "{count} few", other: "{count} other" }, { count: 3 }, "cs")).toBe("3 few");
  });

  it("is found by its key", () => {
    expect(t("count.slots", { count: 1000 })).toBe("1,000 slots");
    expect(t("word.save")).toBe("Save");
  });

  it("is marked for tests", () => {
    const catalogue = marked(en);
    expect(catalogue["word.save"]).toBe("⟦Save⟧");
    expect(catalogue["count.slots"]).toStrictEqual({ one: "⟦{count} slot⟧", other: "⟦{count} slots⟧" });
  });
});

describe("the language", () => {
  it.each([
    ["de", "de", ["en"]],
    ["de", undefined, ["de-AT", "en"]],
    ["en", undefined, ["en-GB", "de"]],
    ["de", undefined, ["fr-FR", "DE"]],
    ["en", undefined, ["fr"]],
    ["en", "klingon", []],
  ])("is %s for the choice %s and the preference %s", (language, chosen, preferred) => {
    expect(selectLanguage(["de", "en"], chosen, preferred)).toBe(language);
  });
});
