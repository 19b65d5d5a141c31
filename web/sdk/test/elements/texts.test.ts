import { describe, expect, it } from "vitest";
import { de } from "../../src/elements/texts/de.ts";
import { en, type TextKey } from "../../src/elements/texts/en.ts";
import { defineTexts, fill, languageOf, textsFor } from "../../src/elements/texts/texts.ts";

/** Node of a tree: its `lang` attribute, and its parent or host. */
interface FakeNode {
  lang?: string;
  parentNode?: FakeNode;
  host?: FakeNode;
}

function node({ lang, ...links }: FakeNode): FakeNode & Node {
  return { ...links, getAttribute: () => lang ?? null } as unknown as FakeNode & Node;
}

describe("texts of the elements", () => {
  it.each([
    ["de", "Vollbild"],
    ["DE-at", "Vollbild"],
    ["de-Latn-CH", "Vollbild"],
    ["en-GB", "Full screen"],
    ["sr", "Full screen"],
    ["-", "Full screen"],
    ["", "Full screen"],
  ])("for the language %j have the label %s", (language, label) => {
    expect(textsFor(language).fullScreen).toBe(label);
  });

  it("have the same placeholders in each language", () => {
    const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const key of Object.keys(en) as TextKey[]) {
      expect(placeholders(de[key]), key).toStrictEqual(placeholders(en[key]));
    }
  });

  it("of a defined language fall back to English", () => {
    defineTexts("pt-BR", { fullScreen: "Tela cheia" });
    expect(textsFor("pt-br")).toStrictEqual({ ...en, fullScreen: "Tela cheia" });
    expect(textsFor("pt")).toBe(en);
  });

  it("insert values unchanged", () => {
    expect(fill("{frames} frames from {server}", { server: "$&{frames}", frames: 7 })).toBe("7 frames from $&{frames}");
  });

  it("follow the nearest lang attribute, through shadow roots", () => {
    const page = node({ lang: "de" });
    const host = node({ parentNode: page });
    // A shadow root has no attributes.
    const inside = node({ parentNode: { host } as FakeNode });
    expect(languageOf(inside)).toBe("de");
    expect(languageOf(node({ lang: "fr", parentNode: page }))).toBe("fr");
    expect(languageOf(node({}))).toBe("");
  });
});
