import { describe, expect, it } from "vitest";
import { longTextOf, problemIn, readArgs, readValue, TEMPLATES, textOf } from "./value-text.ts";

describe("a value that a person writes", () => {
  it("is JSON in the protocol's form", () => {
    expect(readValue(' {"at": {"$amf":"date","ms":5,"timeZone":0}} ')).toStrictEqual({ at: new Date(5) });
    expect(readArgs("")).toStrictEqual([]);
    expect(readValue(textOf(new Date(5)))).toStrictEqual(new Date(5));
    expect(longTextOf({ text: "x".repeat(80) })).toContain("\n");
  });

  it("begins with what the page offers for each type", () => {
    for (const { name, text } of TEMPLATES) {
      expect(problemIn(text, readValue), name).toBeUndefined();
    }
  });

  it.each([
    ["", 'Write a value, such as 5, "text", [1, 2] or {"name": "Ada"}.'],
    ["hello there", 'Text stands in quotes: "hello there".'],
    ["NaN", 'JSON has no NaN: write {"$amf":"number","value":"NaN"}.'],
    ["['a']", 'Text stands in double quotes, "like this".'],
    ['["it\'s fine", 1', "It ends too early: ] is missing."],
    ['"open', "A text has no closing quote."],
    ["[1, 2, ]", "There is a comma before a closing bracket; take it away."],
    ['{name: "Ada"}', 'Names stand in quotes, too: "name".'],
    ['{"a": [1, 2', "It ends too early: ]} is missing."],
    ["[1, 2]]", "There is a ] too many, or in the wrong place."],
    ["[1 2]", "This is not JSON. Look for a missing comma or quote."],
    ['{"$amf":"nonsense"}', 'value with $amf "nonsense", which is not known'],
  ])("%j: says in plain words what is wrong", (text, words) => {
    expect(problemIn(text, readValue)).toBe(words);
  });
});
