import { EcmaArray, type Value } from "../values/values.ts";

/** Converts an associative array, the form of metadata, to the plain object that ActionScript expects. */
export function plainValue(value: Value): Value {
  return value instanceof EcmaArray ? value.properties : value;
}
