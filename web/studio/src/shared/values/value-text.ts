import { fromWire, toWire, type Value, type WireValue } from "multiconnection";
import { t } from "../i18n/t.ts";

/**
 * Parses a value that a user has typed: JSON in the protocol's representation of values.
 *
 * @throws TypeError with an explanation for the user
 */
export function readValue(text: string): Value {
  return fromWire([parse(text)])[0];
}

/**
 * Parses arguments: a JSON list, or nothing.
 *
 * @throws TypeError with an explanation for the user
 */
export function readArgs(text: string): Value[] {
  const parsed = text.trim() === "" ? [] : parse(text);
  if (!Array.isArray(parsed)) {
    throw new TypeError(t("value.args"));
  }
  return fromWire(parsed);
}

/** Formats a value as JSON of the protocol, in one line. */
export function textOf(value: Value): string {
  return JSON.stringify(toWire([value])[0], undefined, 1).replace(/\n\s*/g, " ");
}

/** Formats a value as JSON of the protocol, over several lines if it is long. */
export function longTextOf(value: Value): string {
  const line = textOf(value);
  return line.length <= 60 ? line : JSON.stringify(toWire([value])[0], undefined, 2);
}

/** Returns why a text cannot be parsed; undefined if it can. */
export function problemIn(text: string, read: (text: string) => unknown): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Templates of values. */
export const TEMPLATES: ReadonlyArray<{ name: string; text: string }> = [
  { name: "String", text: '""' },
  { name: "Number", text: "0" },
  { name: "Boolean", text: "true" },
  { name: "Array", text: "[]" },
  { name: "Object", text: "{}" },
  { name: "Date", text: '{"$amf":"date","ms":0,"timeZone":0}' },
  { name: "Byte array", text: '{"$amf":"byteArray","base64":"AAEC"}' },
  { name: "NaN", text: '{"$amf":"number","value":"NaN"}' },
  { name: "XML", text: '{"$amf":"xml","text":"<a/>"}' },
  { name: "ECMA array", text: '{"$amf":"ecmaArray","properties":{}}' },
  { name: "Typed object", text: '{"$amf":"object","class":"com.example.User","properties":{}}' },
  { name: "Vector", text: '{"$amf":"vector","of":"int","fixed":false,"items":[1,2]}' },
  { name: "Dictionary", text: '{"$amf":"dictionary","weak":false,"entries":[["key",1]]}' },
];

function parse(text: string): WireValue {
  try {
    return JSON.parse(text) as WireValue;
  } catch {
    throw new TypeError(syntaxText(text));
  }
}

/** Explains the most likely error of a text that is not JSON. */
function syntaxText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") {
    return t("value.enter", { examples: '5, "text", [1, 2]', object: '{"name": "Ada"}' });
  }
  if (/^(NaN|-?Infinity)$/.test(trimmed)) {
    return t("value.noJson", { name: trimmed, text: `{"$amf":"number","value":"${trimmed}"}` });
  }
  if (/^[\p{L}_][^"'{}[\]:,]*$/u.test(trimmed)) {
    return t("value.quoteText", { text: JSON.stringify(trimmed) });
  }
  const bare = withoutStrings(trimmed);
  if (bare.includes("'")) {
    return t("value.doubleQuotes");
  }
  if (bare.includes('"')) {
    return t("value.noQuote");
  }
  if (/,\s*[}\]]/.test(bare)) {
    return t("value.comma");
  }
  const unquoted = /[{,]\s*([\p{L}_$][\p{L}\p{N}_$]*)\s*:/u.exec(bare)?.[1];
  if (unquoted !== undefined) {
    return t("value.quoteName", { name: unquoted });
  }
  return bracketText(bare) ?? t("value.invalid");
}

/** Replaces every string of a text, so that only its structure is left. */
function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/gs, "0");
}

function bracketText(bare: string): string | undefined {
  const closing: string[] = [];
  for (const char of bare) {
    if (char === "{" || char === "[") {
      closing.push(char === "{" ? "}" : "]");
    } else if ((char === "}" || char === "]") && closing.pop() !== char) {
      return t("value.unexpected", { bracket: char });
    }
  }
  const missing = closing.reverse().join("");
  return missing === "" ? undefined : t("value.missingBracket", { brackets: missing });
}
