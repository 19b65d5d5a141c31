import { describe, expect, it } from "vitest";
import { longTextOf, problemIn, readArgs, readValue, TEMPLATES, textOf } from "./value-text.ts";

describe("a typed value", () => {
  it("is JSON in the protocol's representation", () => {
    expect(readValue(' {"at": {"$amf":"date","ms":5,"timeZone":0}} ')).toStrictEqual({ at: new Date(5) });
    expect(readArgs("")).toStrictEqual([]);
    expect(readValue(textOf(new Date(5)))).toStrictEqual(new Date(5));
    expect(longTextOf({ text: "x".repeat(80) })).toContain("\n");
  });

  it("can start with a template of each type", () => {
    for (const { name, text } of TEMPLATES) {
      expect(problemIn(text, readValue), name).toBeUndefined();
    }
  });

  it.each([
    ["", 'Enter a value, such as 5, "text", [1, 2] or {"name": "Ada"}.'],
    ["hello there", 'Put text in double quotes: "hello there".'],
    ["NaN", 'JSON has no NaN. Use {"$amf":"number","value":"NaN"}.'],
    ["['a']", 'Use double quotes for text, "like this".'],
    ['["it\'s fine", 1', "Closing ] is missing."],
    ['"open', "A closing quote is missing."],
    ["[1, 2, ]", "Remove the comma before the closing bracket."],
    ['{name: "Ada"}', 'Put names in double quotes: "name".'],
    ['{"a": [1, 2', "Closing ]} is missing."],
    ["[1, 2]]", "Unexpected ]."],
    ["[1 2]", "Not valid JSON. Check for a missing comma or quote."],
    ['{"$amf":"nonsense"}', 'value with an unknown $amf, "nonsense"'],
  ])("%j: explains the error", (text, explanation) => {
    expect(problemIn(text, readValue)).toBe(explanation);
  });
});
