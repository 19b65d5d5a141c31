import { expect, it } from "vitest";
import { urlToken } from "./url-token.ts";

it.each([
  ["", undefined],
  ["#", undefined],
  ["#other=1", undefined],
  ["#token=a.b-_.c", "a.b-_.c"],
  ["#other=1&token=a.b.c", "a.b.c"],
])("finds the token in %j", (fragment, token) => {
  expect(urlToken(fragment)).toBe(token);
});
