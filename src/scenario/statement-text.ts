import { ExpressionError } from "../expressions/error.ts";
import { readOpen, readString } from "../expressions/tokens.ts";

/** A `${…}` of a statement: the template's text, and where it stands in the statement. */
export interface Opened {
  readonly source: string;
  readonly offset: number;
}

/** A statement around the places where its values go, and the templates of those, in order. */
export interface SplitStatement {
  readonly pieces: readonly string[];
  readonly open: readonly Opened[];
}

const verbs = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
const firstWord = /^\s*([A-Za-z]*)/;
/** Up to the next sign that begins something else than plain text of the statement. */
const plain = /[^'"`$?]+/y;
const quotes: ReadonlyMap<string, string> = new Map([
  ['"', "a name in double quotes"],
  ["`", "a literal in backticks"],
]);

/**
 * Takes a PartiQL statement apart at each `${…}`; within single quotes the whole text is the value,
 * so that it stays text. `$${` is a literal `${` there.
 * @throws ExpressionError
 */
export function splitStatement(statement: string): SplitStatement {
  const [, verb = ""] = firstWord.exec(statement) ?? [];
  if (!verbs.some(each => each === verb.toUpperCase())) {
    const at = statement.length - statement.trimStart().length;
    const hint = "such as SELECT * FROM Orders WHERE Customer = 'a'";
    throw new ExpressionError(`a statement begins with ${either(verbs)}`, statement, at, hint);
  }
  const open: Opened[] = [];
  const pieces: string[] = [];
  let text = "";
  for (let at = 0; at < statement.length; ) {
    plain.lastIndex = at;
    const [skipped = ""] = plain.exec(statement) ?? [];
    text += skipped;
    at += skipped.length;
    if (at >= statement.length) break;
    const { written, end, opened } = read(statement, at);
    text += written;
    if (opened !== undefined) {
      pieces.push(text);
      open.push(opened);
      text = "";
    }
    at = end;
  }
  return { pieces: [...pieces, text], open };
}

/** Whether a statement writes nothing. */
export function readsOnly(statement: string): boolean {
  return firstWord.exec(statement)?.[1]?.toUpperCase() === "SELECT";
}

interface Read {
  readonly written: string;
  readonly end: number;
  readonly opened?: Opened;
}

function read(text: string, at: number): Read {
  const character = text.charAt(at);
  if (character === "'") return readText(text, at);
  if (quotes.has(character)) return readQuoted(text, at, character);
  if (character === "?") {
    const hint = "write $" + "{…} where a value goes; dyn makes the ? of it";
    throw new ExpressionError("a ? that has no value", text, at, hint);
  }
  if (!text.startsWith("${", at)) return { written: character, end: at + 1 };
  const { text: source, end } = readOpen(text, at, true);
  return { written: "", end, opened: { source, offset: at } };
}

function readText(text: string, at: number): Read {
  const { kind, text: content, end, sourceOffset } = readString(text, at, true);
  if (kind === "string") return { written: `'${content.replaceAll("'", "''")}'`, end };
  if (/^\s*:/.test(text.slice(end))) {
    const hint = "put the whole map into vars, or the name in place";
    throw new ExpressionError("a name of a map cannot have a template in it", text, at, hint);
  }
  return { written: "", end, opened: { source: content, offset: sourceOffset ?? at } };
}

/** As it is: a quote within is doubled. */
function readQuoted(text: string, at: number, quote: string): Read {
  let end = text.indexOf(quote, at + 1);
  while (end >= 0 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
  if (end < 0) {
    const problem = `${quotes.get(quote)} is not closed`;
    throw new ExpressionError(problem, text, at, `add a closing ${quote}`);
  }
  const template = text.slice(at, end).indexOf("${");
  if (template >= 0) {
    const hint = "templates stand for values: bare, or within single quotes";
    const problem = `${quotes.get(quote)} cannot have a template in it`;
    throw new ExpressionError(problem, text, at + template, hint);
  }
  return { written: text.slice(at, end + 1), end: end + 1 };
}

function either(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
