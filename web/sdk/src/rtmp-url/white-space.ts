/** White space of Unicode, and zero-width characters, which are often copied along with a text. */
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u180e\\u2000-\\u200d\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff";
const ANY = new RegExp(`[${SPACE}]`);

export function isWhiteSpace(character: string): boolean {
  return ANY.test(character);
}

/** Returns a text without leading and trailing characters that are white space or contained in `others`. */
export function trimmed(text: string, others = ""): string {
  const isOuter = (character: string) => isWhiteSpace(character) || others.includes(character);
  let [start, end] = [0, text.length];
  while (start < end && isOuter(text.charAt(start))) {
    start++;
  }
  while (end > start && isOuter(text.charAt(end - 1))) {
    end--;
  }
  return text.slice(start, end);
}
