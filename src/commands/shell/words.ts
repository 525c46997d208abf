/** The words of a line, as a POSIX shell takes them apart; `open` when a quote is not closed yet. */
export interface Words {
  readonly words: readonly string[];
  readonly open: boolean;
  /** Where the last word begins in the text; its length when the text ends between words. */
  readonly lastStart: number;
}

/**
 * Splits at blanks. Single quotes keep everything, double quotes all but `\"` and `\\`, a backslash
 * keeps the next character.
 */
export function splitWords(text: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  let lastStart = text.length;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote === "" && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      lastStart = text.length;
      continue;
    }
    if (word === undefined) lastStart = at;
    word ??= "";
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === "\\" && (quote === "" || (quote === '"' && /["\\]/.test(next)))) {
      word += next;
      at += 1;
    } else word += character;
  }
  if (word !== undefined) words.push(word);
  return { words, open: quote !== "", lastStart };
}
