import { fromWire, toWire, type Value, type WireValue } from "multiconnection";

/**
 * Reads a value as a person writes it: JSON in the protocol's form of values.
 *
 * @throws TypeError in plain words
 */
export function readValue(text: string): Value {
  return fromWire([parse(text)])[0];
}

/**
 * Reads arguments: a JSON list, or nothing.
 *
 * @throws TypeError in plain words
 */
export function readArgs(text: string): Value[] {
  const parsed = text.trim() === "" ? [] : parse(text);
  if (!Array.isArray(parsed)) {
    throw new TypeError("Arguments are a list: write [ … ].");
  }
  return fromWire(parsed);
}

/** A value as JSON of the protocol, in one line. */
export function textOf(value: Value): string {
  return JSON.stringify(toWire([value])[0], undefined, 1).replace(/\n\s*/g, " ");
}

/** The same over several lines, where it is not short. */
export function longTextOf(value: Value): string {
  const line = textOf(value);
  return line.length <= 60 ? line : JSON.stringify(toWire([value])[0], undefined, 2);
}

/** Why a text cannot be read, if so. */
export function problemIn(text: string, read: (text: string) => unknown): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Beginnings of values that one does not know by heart. */
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

/** What is most likely wrong with a text that is not JSON. */
function syntaxText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") {
    return 'Write a value, such as 5, "text", [1, 2] or {"name": "Ada"}.';
  }
  if (/^(NaN|-?Infinity)$/.test(trimmed)) {
    return `JSON has no ${trimmed}: write {"$amf":"number","value":"${trimmed}"}.`;
  }
  if (/^[\p{L}_][^"'{}[\]:,]*$/u.test(trimmed)) {
    return `Text stands in quotes: ${JSON.stringify(trimmed)}.`;
  }
  const bare = withoutStrings(trimmed);
  if (bare.includes("'")) {
    return 'Text stands in double quotes, "like this".';
  }
  if (bare.includes('"')) {
    return "A text has no closing quote.";
  }
  if (/,\s*[}\]]/.test(bare)) {
    return "There is a comma before a closing bracket; take it away.";
  }
  const unquoted = /[{,]\s*([\p{L}_$][\p{L}\p{N}_$]*)\s*:/u.exec(bare)?.[1];
  if (unquoted !== undefined) {
    return `Names stand in quotes, too: "${unquoted}".`;
  }
  return bracketText(bare) ?? "This is not JSON. Look for a missing comma or quote.";
}

/** The same text with every string emptied, so that only its structure is left. */
function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/gs, "0");
}

function bracketText(bare: string): string | undefined {
  const closing: string[] = [];
  for (const char of bare) {
    if (char === "{" || char === "[") {
      closing.push(char === "{" ? "}" : "]");
    } else if ((char === "}" || char === "]") && closing.pop() !== char) {
      return `There is a ${char} too many, or in the wrong place.`;
    }
  }
  const missing = closing.reverse().join("");
  return missing === "" ? undefined : `It ends too early: ${missing} is missing.`;
}
