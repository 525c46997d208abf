import type { Engine } from "../../config/sql-settings.ts";

/** Blanks, a comment, a string or a quoted name: nothing in it ends a statement. */
export interface Skipped {
  /** Behind it. */
  readonly end: number;
  readonly closed: boolean;
  /** What it is, for who left it open. */
  readonly what: string;
  /** Whether a statement may begin with it; with comments and blanks none does. */
  readonly counts: boolean;
}

/** What begins here and is to be skipped as a whole; undefined for anything else. */
export function skip(text: string, at: number, engine: Engine): Skipped | undefined {
  return engine === "postgres" ? skipPostgres(text, at) : skipMysql(text, at);
}

const blanks = /\s+/y;
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

function skipPostgres(text: string, at: number): Skipped | undefined {
  switch (text[at]) {
    case "-":
      return text[at + 1] === "-" ? lineComment(text, at) : undefined;
    case "/":
      return text[at + 1] === "*" ? nestedComment(text, at) : undefined;
    case "'":
      return quoted(text, at, { escapes: isEscapeString(text, at), what: "a string" });
    case '"':
      return quoted(text, at, { escapes: false, what: "a quoted name" });
    case "$":
      return dollarQuoted(text, at);
    default:
      return blank(text, at);
  }
}

function skipMysql(text: string, at: number): Skipped | undefined {
  switch (text[at]) {
    case "-":
      return /--(?:\s|$)/y.test(text.slice(at, at + 3)) ? lineComment(text, at) : undefined;
    case "#":
      return lineComment(text, at);
    case "/":
      return text[at + 1] === "*" ? flatComment(text, at) : undefined;
    case "'":
    case '"':
      return quoted(text, at, { escapes: true, what: "a string" });
    case "`":
      return quoted(text, at, { escapes: false, what: "a quoted name" });
    default:
      return blank(text, at);
  }
}

function blank(text: string, at: number): Skipped | undefined {
  blanks.lastIndex = at;
  if (!blanks.test(text)) return undefined;
  return { end: blanks.lastIndex, closed: true, what: "a blank", counts: false };
}

function lineComment(text: string, at: number): Skipped {
  const end = text.indexOf("\n", at);
  return { end: end < 0 ? text.length : end, closed: true, what: "a comment", counts: false };
}

/** PostgreSQL's comments hold each other. */
function nestedComment(text: string, at: number): Skipped {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) {
      return { end: mark.lastIndex, closed: true, what: "a comment", counts: false };
    }
  }
  return { end: text.length, closed: false, what: "a comment", counts: false };
}

/** MySQL performs what is in comments that begin with `!`. */
function flatComment(text: string, at: number): Skipped {
  const end = text.indexOf("*/", at + 2);
  const counts = /^\/\*M?!/.test(text.slice(at, at + 4));
  return { end: end < 0 ? text.length : end + 2, closed: end >= 0, what: "a comment", counts };
}

/** `E'…'`, in which a backslash takes the quote behind it along. */
function isEscapeString(text: string, at: number): boolean {
  return /(?:^|[^\w$\u0080-\uffff])[eE]$/.test(text.slice(Math.max(0, at - 2), at));
}

/** A quote that is doubled is one within. */
function quoted(
  text: string,
  at: number,
  { escapes, what }: { readonly escapes: boolean; readonly what: string },
): Skipped {
  const quote = text[at];
  for (let end = at + 1; end < text.length; end += 1) {
    if (escapes && text[end] === "\\") end += 1;
    else if (text[end] === quote) {
      if (text[end + 1] !== quote) return { end: end + 1, closed: true, what, counts: true };
      end += 1;
    }
  }
  return { end: text.length, closed: false, what, counts: true };
}

function dollarQuoted(text: string, at: number): Skipped | undefined {
  if (/[\w$\u0080-\uffff]/.test(text[at - 1] ?? "")) return undefined;
  dollarQuote.lastIndex = at;
  const tag = dollarQuote.exec(text)?.[0];
  if (tag === undefined) return undefined;
  const end = text.indexOf(tag, at + tag.length);
  const what = `a string that begins with ${tag}`;
  return { end: end < 0 ? text.length : end + tag.length, closed: end >= 0, what, counts: true };
}
