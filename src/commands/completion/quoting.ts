/** How the shells that give a word as it is typed want words back. */
export interface Typed {
  /** What the word means, as far as it is typed. */
  readonly text: string;
  /** The quote that it is still within. */
  readonly open: "'" | '"' | undefined;
}

/** The meaning of a word of bash's or fish's, whose last quote may not be closed yet. */
export function unquoted(word: string): Typed {
  let text = "";
  let open: Typed["open"];
  for (let at = 0; at < word.length; at += 1) {
    const letter = word[at] ?? "";
    const next = word[at + 1];
    if (letter === open) open = undefined;
    else if (open === undefined && (letter === "'" || letter === '"')) open = letter;
    else if (letter === "\\" && isEscape(next, open)) {
      text += next;
      at += 1;
    } else text += letter;
  }
  return { text, open };
}

/** Within double quotes a backslash stands for itself before most letters, within single ones always. */
function isEscape(next: string | undefined, open: Typed["open"]): next is string {
  if (next === undefined || open === "'") return false;
  return open === undefined || '$`"\\'.includes(next);
}

/** A word as bash takes it outside of quotes. */
export function escapedForBash(word: string): string {
  return word.replace(/[^\p{L}\p{N}_.,:=@%+/-]/gu, letter => `\\${letter}`);
}

/** A word as bash takes it within quotes that are open; it closes them itself. */
export function withinQuotes(word: string, open: "'" | '"'): string {
  return open === "'" ? word.replaceAll("'", "'\\''") : word.replace(/[$`"\\]/g, "\\$&");
}
