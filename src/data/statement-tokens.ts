/** A piece of PartiQL text. Comments are `space`; names in double quotes stand without them. */
export interface StatementToken {
  readonly kind: "word" | "name" | "text" | "number" | "parameter" | "symbol" | "space";
  readonly text: string;
  /** Where it begins and ends in the whole text. */
  readonly start: number;
  readonly end: number;
}

/** A quote, or a comment's `/*`, that is opened and never closed. */
export interface Unclosed {
  readonly quote: string;
  readonly start: number;
}

const patterns = [
  ["space", /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y],
  ["text", /'(?:[^']|'')*'/y],
  ["name", /"(?:[^"]|"")*"/y],
  ["text", /`(?:[^`]|``)*`/y],
  ["word", /[\p{L}_$][\p{L}\p{M}\p{N}_$]*/uy],
  ["number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["parameter", /\?/y],
] as const;

/** What, by itself, opens something. */
const opening = /^(?:['"`]|\/\*)/;

/** Takes PartiQL apart, as far as it can be; what follows an open quote or comment is left. */
export function statementTokens(text: string): {
  readonly tokens: readonly StatementToken[];
  readonly unclosed: Unclosed | undefined;
} {
  const tokens: StatementToken[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    const [quote] = token.kind === "symbol" ? (opening.exec(text.slice(at, at + 2)) ?? []) : [];
    if (quote !== undefined) return { tokens, unclosed: { quote, start: at } };
    tokens.push(token);
    at = token.end;
  }
  return { tokens, unclosed: undefined };
}

function tokenAt(text: string, start: number): StatementToken {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    const [found] = pattern.exec(text) ?? [];
    if (found === undefined) continue;
    const end = start + found.length;
    const content = kind === "name" ? found.slice(1, -1).replaceAll('""', '"') : found;
    return { kind, text: content, start, end };
  }
  const sign = String.fromCodePoint(text.codePointAt(start) ?? 0);
  return { kind: "symbol", text: sign, start, end: start + sign.length };
}
