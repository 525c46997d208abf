import { didYouMean } from "../config/suggest.ts";
import { maxStatementCharacters } from "../dynamodb/limits.ts";
import { formatCount } from "../output/units.ts";
import { type StatementToken, statementTokens, type Unclosed } from "./statement-tokens.ts";

export const statementVerbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "EXISTS"] as const;
export type StatementVerb = (typeof statementVerbs)[number];

/** One PartiQL statement of a text. */
export interface Statement {
  readonly verb: StatementVerb;
  /** As it is sent: without comments and the semicolon. */
  readonly text: string;
  /** Where it begins in the whole text, and where its line and column count from 1. */
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** How many `?` wait for a value. */
  readonly parameters: number;
  readonly table: string | undefined;
  readonly index: string | undefined;
  /** Its pieces, but for space and comments. */
  readonly tokens: readonly StatementToken[];
}

/** What is wrong with a text, without asking anybody. */
export interface StatementMistake {
  readonly message: string;
  readonly offset: number;
  readonly hint?: string;
}

/** A text taken apart at its semicolons, those in quotes and comments excepted. */
export interface Statements {
  readonly statements: readonly Statement[];
  readonly mistakes: readonly StatementMistake[];
  /** Whether the last statement has no semicolon yet, or a quote is open: more may follow. */
  readonly open: boolean;
}

export function parseStatements(text: string): Statements {
  const { tokens, unclosed } = statementTokens(text);
  const statements: Statement[] = [];
  const mistakes: StatementMistake[] = [];
  let part: StatementToken[] = [];
  const close = () => {
    if (part.some(isVisible)) {
      const read = statementOf(text, part);
      if ("message" in read) mistakes.push(read);
      else {
        statements.push(read);
        mistakes.push(...mistakesOf(read));
      }
    }
    part = [];
  };
  for (const token of tokens) {
    if (token.kind === "symbol" && token.text === ";") close();
    else part.push(token);
  }
  const open = unclosed !== undefined || part.some(isVisible);
  if (unclosed === undefined) close();
  else {
    mistakes.push(unclosedMistake(unclosed));
  }
  return { statements, mistakes: mistakes.sort((a, b) => a.offset - b.offset), open };
}

function unclosedMistake({ quote, start: offset }: Unclosed): StatementMistake {
  if (quote === "/*")
    return { message: "a comment is not closed", offset, hint: "add a closing */" };
  const what = quote === '"' ? "a name in double quotes" : "text";
  const hint = `add a closing ${quote}; within quotes it is written twice`;
  return { message: `${what} is not closed`, offset, hint };
}

/** Where an offset is, counted from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function isVisible({ kind }: StatementToken): boolean {
  return kind !== "space";
}

function statementOf(whole: string, part: readonly StatementToken[]): Statement | StatementMistake {
  const tokens = part.filter(isVisible);
  const offset = tokens[0]?.start ?? 0;
  const word = tokens[0]?.text ?? "";
  const verb = statementVerbs.find(each => each === word.toUpperCase());
  if (verb === undefined) return noVerb(word, offset);
  const first = part.findIndex(isVisible);
  const last = part.findLastIndex(isVisible);
  // A comment counts as one space, so that no line of it is taken for more.
  const text = part
    .slice(first, last + 1)
    .map(({ kind, start, end }) =>
      kind === "space" ? spaceOf(whole.slice(start, end)) : whole.slice(start, end),
    )
    .join("");
  const parameters = tokens.filter(({ kind }) => kind === "parameter").length;
  return { verb, text, offset, ...placeOf(whole, offset), parameters, ...sourceOf(tokens), tokens };
}

function spaceOf(text: string): string {
  return /^(?:--|\/\*)/.test(text) ? " " : text;
}

/** The table and the index that it names. */
function sourceOf(tokens: readonly StatementToken[]): Pick<Statement, "table" | "index"> {
  const at = tokens.findIndex(
    ({ kind, text }, position) =>
      kind === "word" &&
      (/^(?:from|into)$/i.test(text) || (position === 0 && /^update$/i.test(text))),
  );
  const [table, dot, index] = at < 0 ? [] : tokens.slice(at + 1, at + 4);
  if (table === undefined || (table.kind !== "word" && table.kind !== "name")) {
    return { table: undefined, index: undefined };
  }
  const hasIndex = dot?.text === "." && (index?.kind === "word" || index?.kind === "name");
  return { table: table.text, index: hasIndex ? index.text : undefined };
}

function noVerb(word: string, offset: number): StatementMistake {
  const meant = didYouMean(word, statementVerbs);
  const hint =
    meant !== undefined
      ? `did you mean ${meant}?`
      : /^(?:create|drop|alter)$/i.test(word)
        ? "PartiQL has no tables to make or change: see `dyn table --help`"
        : "such as SELECT * FROM Orders WHERE Customer = 'a'";
  return { message: "a statement begins with SELECT, INSERT, UPDATE or DELETE", offset, hint };
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

function mistakesOf({ text, tokens, offset }: Statement): readonly StatementMistake[] {
  const mistakes: StatementMistake[] = [];
  if (text.length > maxStatementCharacters) {
    const most = formatCount(maxStatementCharacters);
    mistakes.push({
      message: `a statement of ${formatCount(text.length)} characters; DynamoDB takes at most ${most}`,
      offset,
      hint: "put long values into --param",
    });
  }
  const open: StatementToken[] = [];
  for (const token of tokens) {
    if (token.kind !== "symbol") continue;
    if (closing[token.text] !== undefined) open.push(token);
    if (![")", "]", "}"].includes(token.text)) continue;
    const opened = open.pop();
    if (opened !== undefined && closing[opened.text] === token.text) continue;
    return [...mistakes, { message: `${token.text} closes nothing`, offset: token.start }];
  }
  const [unclosed] = open;
  if (unclosed === undefined) return mistakes;
  const message = `${unclosed.text} is not closed`;
  const hint = `add ${closing[unclosed.text]}`;
  return [...mistakes, { message, offset: unclosed.start, hint }];
}
