import { ExpressionError } from "../expressions/error.ts";
import { readOpen, readString } from "../expressions/tokens.ts";
import type { Dialect } from "./scenario.ts";
import { SqlWords } from "./sql-words.ts";
import type { Opened, SplitStatement } from "./statement-text.ts";

export type SqlDialect = Exclude<Dialect, "partiql">;

/** A SQL statement around its values, and what it does. */
export interface SplitSql extends SplitStatement {
  /** It writes nothing and locks nothing, as far as its words tell. */
  readonly readOnly: boolean;
  /** It gives rows, though it may write as well: `SELECT … FOR UPDATE`, `… RETURNING Id`. */
  readonly givesRows: boolean;
}

interface Read {
  readonly written: string;
  readonly end: number;
  readonly opened?: Opened;
  /** A word outside of quotes, or a sign. */
  readonly word?: string;
}

const plain = /[^\p{L}\p{N}_'"`$?;#/-]+/uy;
const word = /[\p{L}_](?:[\p{L}\p{M}\p{N}_]|\$(?!\{))*/uy;
const number = /\p{N}[\p{L}\p{N}_.]*/uy;
const lineComment = { postgres: /--[^\n]*/y, sql: /--[^\n]*/y, mysql: /#[^\n]*|--(?!\S)[^\n]*/y };
const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const escapedText = /'(?:[^'\\]|''|\\[\s\S])*'/y;
/** A hint, or what MySQL or MariaDB take as a part of the statement. */
const serverComment = /^\/\*(\+|M?!)/;
/** Words that make something else than a text of the quotes right behind them. */
const textPrefix = /^(?:e|b|x|n|u|_\w+)$/i;
/** A constant of a type, which takes no value from elsewhere; MySQL's intervals do. */
const typedConstant = /(?<![\p{L}\p{N}_$."`])(date|time|timestamp|timestamptz|interval)\s*$/iu;

/**
 * Takes a SQL statement apart at each `${…}`; within single quotes the whole text is the value.
 * `$${` is a literal `${` there. Comments are left out, but for hints to the server (`/*+`, `/*!`).
 * @throws ExpressionError
 */
export function splitSql(statement: string, dialect: SqlDialect): SplitSql {
  const open: Opened[] = [];
  const pieces: string[] = [];
  const words = new SqlWords();
  let text = "";
  for (let at = 0; at < statement.length; ) {
    const { written, end, opened, word } = read(statement, at, dialect, text);
    text += written;
    if (word !== undefined) words.add(word, at);
    if (opened !== undefined) {
      pieces.push(text);
      open.push(opened);
      text = "";
      words.add("?", at);
    }
    at = end;
  }
  return { pieces: [...pieces, text], open, ...words.judged(statement) };
}

function read(text: string, at: number, dialect: SqlDialect, before: string): Read {
  const signs = match(plain, text, at);
  if (signs !== undefined) return { written: signs, end: at + signs.length, word: signs };
  const name = match(word, text, at);
  if (name !== undefined) return readWord(text, at, name);
  const digits = match(number, text, at);
  if (digits !== undefined) return { written: digits, end: at + digits.length };
  return readSign(text, at, dialect, before);
}

function readSign(text: string, at: number, dialect: SqlDialect, before: string): Read {
  const character = text.charAt(at);
  const comment = match(lineComment[dialect], text, at);
  if (comment !== undefined) return { written: " ", end: at + comment.length };
  if (text.startsWith("/*", at)) return readComment(text, at, dialect);
  switch (character) {
    case "'":
      return readText(text, at, dialect, before);
    case '"':
      return readName(text, at, character);
    case "`":
      if (dialect !== "postgres") return readName(text, at, character);
      break;
    case "$":
      return readDollar(text, at, dialect);
    case "?":
      if (dialect !== "postgres") throw withoutValue("?", text, at);
      break;
    case ";":
      return readEnd(text, at, dialect);
  }
  return { written: character, end: at + 1, word: character };
}

function readWord(text: string, at: number, name: string): Read {
  const end = at + name.length;
  const quote = name.toLowerCase() === "u" && text[end] === "&" ? end + 1 : end;
  if (text[quote] !== "'" || !textPrefix.test(name)) return { written: name, end, word: name };
  const escaped = name.toLowerCase() === "e" ? match(escapedText, text, quote) : undefined;
  const close = quote + (escaped?.length ?? readString(text, quote, false).end - quote);
  const content = text.slice(quote, close);
  if (!content.includes("${")) return { written: text.slice(at, close), end: close };
  const hint = `leave out the ${text.slice(at, quote)} before it: a value needs no escapes`;
  throw new ExpressionError("this text cannot have a template in it", text, at, hint);
}

function readText(text: string, at: number, dialect: SqlDialect, before: string): Read {
  const { kind, text: content, end, sourceOffset } = readString(text, at, true);
  if (dialect !== "postgres") refuseEscapedQuote(text, at, end);
  if (kind === "string") return { written: `'${content.replaceAll("'", "''")}'`, end };
  const [, type] = typedConstant.exec(before) ?? [];
  if (type !== undefined && (dialect !== "mysql" || !/interval/i.test(type))) {
    const hint = `write CAST(${text.slice(at, end)} AS ${type})`;
    throw new ExpressionError(`a constant of ${type} cannot have a template in it`, text, at, hint);
  }
  return { written: "", end, opened: { source: content, offset: sourceOffset ?? at } };
}

/** Whether a backslash escapes a quote is a setting of MySQL's: where the text ends would depend on it. */
function refuseEscapedQuote(text: string, start: number, end: number): void {
  const escaped = /(?<!\\)(?:\\\\)*\\'/.exec(text.slice(start + 1, end));
  if (escaped === null) return;
  const hint = "a quote within a text is written twice: ''; a backslash at its end, too";
  const at = start + 1 + escaped.index;
  throw new ExpressionError("a backslash before a quote", text, at, hint);
}

/** As it is: a quote within is doubled. */
function readName(text: string, at: number, quote: string): Read {
  let end = text.indexOf(quote, at + 1);
  while (end >= 0 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
  if (end < 0) {
    const hint = `add a closing ${quote}`;
    throw new ExpressionError("a quoted name is not closed", text, at, hint);
  }
  refuseTemplate(text, at, end, "a name");
  return { written: text.slice(at, end + 1), end: end + 1, word: '"' };
}

function readDollar(text: string, at: number, dialect: SqlDialect): Read {
  if (text.startsWith("${", at)) {
    const { text: source, end } = readOpen(text, at, true);
    return { written: "", end, opened: { source, offset: at } };
  }
  if (dialect === "mysql") return { written: "$", end: at + 1 };
  const quote = match(dollarQuote, text, at);
  if (quote !== undefined) {
    const close = text.indexOf(quote, at + quote.length);
    if (close < 0) {
      throw new ExpressionError(`${quote} is not closed`, text, at, `add a closing ${quote}`);
    }
    refuseTemplate(text, at + quote.length, close, `a text between ${quote}`);
    const end = close + quote.length;
    return { written: text.slice(at, end), end };
  }
  const placeholder = match(/\$\d+/y, text, at);
  if (placeholder !== undefined) throw withoutValue(placeholder, text, at);
  return { written: "$", end: at + 1 };
}

/** PostgreSQL's comments have comments within, MySQL's have not. */
function readComment(text: string, at: number, dialect: SqlDialect): Read {
  const bounds = dialect === "mysql" ? /\*\//g : /\/\*|\*\//g;
  bounds.lastIndex = at + 2;
  for (let depth = 1; depth > 0; ) {
    const bound = bounds.exec(text);
    if (bound === null) {
      throw new ExpressionError("a comment is not closed", text, at, "add a closing */");
    }
    depth += bound[0] === "/*" ? 1 : -1;
  }
  const end = bounds.lastIndex;
  const [, kind] = serverComment.exec(text.slice(at, end)) ?? [];
  if (kind === undefined) return { written: " ", end };
  refuseTemplate(text, at, end, "a comment for the server");
  return { written: text.slice(at, end), end, ...(kind !== "+" && { word: "/*" }) };
}

/** Only blanks and comments may come behind it. */
function readEnd(text: string, at: number, dialect: SqlDialect): Read {
  for (let rest = at + 1; rest < text.length; ) {
    const comment = match(lineComment[dialect], text, rest);
    if (comment !== undefined) rest += comment.length;
    else if (text.startsWith("/*", rest)) rest = readComment(text, rest, dialect).end;
    else if (/\s/.test(text.charAt(rest))) rest++;
    else {
      const hint = "each is an operation, or a step of a flow; with transaction they are one";
      throw new ExpressionError("a second statement", text, rest, hint);
    }
  }
  return { written: "", end: text.length };
}

function refuseTemplate(text: string, from: number, to: number, what: string): void {
  const template = text.slice(from, to).indexOf("${");
  if (template < 0) return;
  const hint = "templates stand for values: bare, or within single quotes";
  const problem = `${what} cannot have a template in it`;
  throw new ExpressionError(problem, text, from + template, hint);
}

function withoutValue(placeholder: string, text: string, at: number): ExpressionError {
  const hint = "write $" + "{…} where a value goes; dyn makes the placeholder of it";
  return new ExpressionError(`a ${placeholder} that has no value`, text, at, hint);
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
