/** Commands that give a part of what there is, and say where the rest begins. */
const reading = new Set(["query", "scan", "partiql"]);
/** Options that say how much is wanted, or that something else is. */
const deciding = /^--(?:limit|all|count|explain|output)(?:=|$)|^-o/;
/** The header, the footer, the question for more, and the prompt. */
const otherLines = 4;
const leastItems = 5;

/** The same command for as many items as the screen has room for, unless it says how many. */
export function pageOf(words: readonly string[], rows: number): readonly string[] {
  if (!reading.has(words[0] ?? "") || words.some(word => deciding.test(word))) return words;
  const limit = Math.max(leastItems, (rows || 24) - otherLines);
  const [name = "", ...rest] = words;
  return [name, "--limit", String(limit), ...rest];
}

/** The same command from there on. */
export function nextPage(words: readonly string[], token: string): readonly string[] {
  const [name = "", ...rest] = words;
  return [name, "--token", token, ...withoutToken(rest)];
}

function withoutToken(words: readonly string[]): readonly string[] {
  const at = words.findIndex(word => /^--token(?:=|$)/.test(word));
  if (at < 0) return words;
  return [...words.slice(0, at), ...words.slice(at + (words[at] === "--token" ? 2 : 1))];
}
