import { widthOf } from "./items/cell.ts";

/** Columns that a line has to fit in: a terminal's; elsewhere, as many as it takes. */
export function columnsOf({
  isTTY,
  columns,
}: {
  readonly isTTY: boolean;
  readonly columns: number;
}): number {
  return isTTY ? columns : Number.POSITIVE_INFINITY;
}

/**
 * Text in lines of at most `width` columns, broken between words, or within one that is too long;
 * no line but a whole text begins or ends with a blank.
 */
export function wrapWords(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line.trimEnd());
    line = "";
    for (const character of word) {
      if (line !== "" && widthOf(line + character) > width) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  return [...lines, line];
}

/** Columns of a sign such as ✔ and the blank after it; by itself it would be taken for an emoji, which is wider. */
export const signColumns = 2;

/**
 * Text after a beginning, in lines of at most `columns`: those that follow stand under its end.
 * @param room columns that the beginning takes
 */
export function wrapAfter(
  beginning: string,
  text: string,
  columns: number,
  room: number = widthOf(beginning),
): readonly string[] {
  const [first = "", ...rest] = wrapWords(text, Math.max(1, columns - room));
  return [beginning + first, ...rest.map(line => " ".repeat(room) + line)];
}
