import { fromWire, toWire, type Value, type WireValue } from "multiconnection";

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
    throw new TypeError("Arguments must be a list: [ … ].");
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
    return 'Enter a value, such as 5, "text", [1, 2] or {"name": "Ada"}.';
  }
  if (/^(NaN|-?Infinity)$/.test(trimmed)) {
    return `JSON has no ${trimmed}. Use {"$amf":"number","value":"${trimmed}"}.`;
  }
  if (/^[\p{L}_][^"'{}[\]:,]*$/u.test(trimmed)) {
    return `Put text in double quotes: ${JSON.stringify(trimmed)}.`;
  }
  const bare = withoutStrings(trimmed);
  if (bare.includes("'")) {
    return 'Use double quotes for text, "like this".';
  }
  if (bare.includes('"')) {
    return "A closing quote is missing.";
  }
  if (/,\s*[}\]]/.test(bare)) {
    return "Remove the comma before the closing bracket.";
  }
  const unquoted = /[{,]\s*([\p{L}_$][\p{L}\p{N}_$]*)\s*:/u.exec(bare)?.[1];
  if (unquoted !== undefined) {
    return `Put names in double quotes: "${unquoted}".`;
  }
  return bracketText(bare) ?? "Not valid JSON. Check for a missing comma or quote.";
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
      return `Unexpected ${char}.`;
    }
  }
  const missing = closing.reverse().join("");
  return missing === "" ? undefined : `Closing ${missing} is missing.`;
}
