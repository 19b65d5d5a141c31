/**
 * Breaks a text between words into lines. What does not fit into the last line stays in it.
 *
 * @param width greatest width of a line
 * @param maxLines number of lines, at least 1
 * @param measure returns the width of a text
 */
export function textLines(text: string, width: number, maxLines: number, measure: (text: string) => number): string[] {
  const lines = [""];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || lines.length === maxLines || measure(longer) <= width) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
