import { expect, it } from "vitest";
import { tokenOf } from "./open-gateway.ts";

it.each([
  ["", undefined],
  ["#", undefined],
  ["#other=1", undefined],
  ["#token=a.b-_.c", "a.b-_.c"],
  ["#other=1&token=a.b.c", "a.b.c"],
])("finds the token in %j", (fragment, token) => {
  expect(tokenOf(fragment)).toBe(token);
});
