/** Returns a text for error messages, shortened to 40 characters. */
export function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

/** Returns a printable ASCII character in quotes, or the code point of any other: `U+00A0`. */
export function quotedCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return point > 0x20 && point < 0x7f ? `"${character}"` : `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}
