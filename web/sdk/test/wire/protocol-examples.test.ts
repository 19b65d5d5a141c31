import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromWire } from "../../src/values/from-wire.ts";
import { toWire } from "../../src/values/to-wire.ts";
import type { WireValue } from "../../src/wire/protocol.ts";
import { readMessage } from "../../src/wire/read-message.ts";

const ROOT = new URL("../../../../", import.meta.url);

/** Documents with examples; that of rooms is separate in newer versions. */
const PAGES = ["PROTOCOL.md", "docs/protocol-rooms.md"].map((path) => new URL(path, ROOT)).filter(existsSync);

/** Every message of every jsonc block of the documents, with its direction. */
function examples(): Array<{ fromGateway: boolean; text: string }> {
  const page = PAGES.map((path) => readFileSync(path, "utf8")).join("\n");
  const found: Array<{ fromGateway: boolean; text: string }> = [];
  for (const [, block = ""] of page.matchAll(/```jsonc\n(.*?)```/gs)) {
    let [fromGateway, text] = [false, ""];
    for (const line of block.split("\n")) {
      if (line.startsWith("//")) {
        fromGateway = line.includes("←") ? !/→ media/.test(line) || line.includes("← ack") : false;
      } else {
        text += line;
        if (isComplete(text)) {
          found.push({ fromGateway, text });
          text = "";
        }
      }
    }
  }
  return found;
}

function isComplete(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Forms in the table of section 7. */
function forms(): string[] {
  const page = readFileSync(new URL("PROTOCOL.md", ROOT), "utf8");
  const section = page.slice(page.indexOf("## 7."), page.indexOf("## 8."));
  return [...section.matchAll(/`(\{ "\$amf".*?\})`/g)].map(([, form = ""]) => form);
}

describe("the examples of PROTOCOL.md", () => {
  const all = examples();

  it("are found", () => {
    expect(all.length).toBeGreaterThan(20);
  });

  it.each(forms().filter((form) => !form.includes('"ref"')))("have the values of section 7: %s", (form) => {
    const wire = JSON.parse(form) as WireValue;
    // An id without a reference is omitted; a plain object or array is then written plainly.
    const long = wire as { id?: number; items?: WireValue; properties?: WireValue };
    expect(toWire(fromWire([wire]))).toStrictEqual([long.id === undefined ? wire : (long.items ?? long.properties)]);
  });

  it.each(all.filter(({ fromGateway }) => fromGateway))("include $text, which is read", ({ text }) => {
    expect(readMessage(text)).toBeDefined();
  });

  it.each(all.filter(({ text }) => text.includes('"args"')))("include $text, which is written equally", ({ text }) => {
    const { args } = JSON.parse(text) as { args: WireValue[] };
    expect(toWire(fromWire(args))).toStrictEqual(args);
  });
});
