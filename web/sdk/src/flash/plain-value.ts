import { EcmaArray, type Value } from "../values/values.ts";

/** An associative array, as metadata comes in, was to ActionScript an object like any other. */
export function plainValue(value: Value): Value {
  return value instanceof EcmaArray ? value.properties : value;
}
