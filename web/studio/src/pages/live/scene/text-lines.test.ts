import { expect, it } from "vitest";
import { textLines } from "./text-lines.ts";

it.each([
  ["Hi", 10, ["Hi"]],
  ["one two three", 7, ["one two", "three"]],
  ["  one   two ", 3, ["one", "two"]],
  ["a b c d e", 1, ["a", "b", "c d e"]],
  ["incomprehensible", 5, ["incomprehensible"]],
])("%j in lines of %i characters", (text, width, lines) => {
  expect(textLines(text, width, 3, ({ length }) => length)).toStrictEqual(lines);
});
