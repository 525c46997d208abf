import type { Engine } from "../../config/sql-settings.ts";
import { Routine } from "./routine.ts";
import { type Skipped, skip } from "./skip.ts";

/** One statement of a file. */
export interface FileStatement {
  /** Without the semicolon, and without the comments before it. */
  readonly text: string;
  /** Where it begins in its file, in UTF-16 units from 0. */
  readonly start: number;
}

/** What is left open in a file, and where it begins. */
export class UnclosedError extends Error {
  readonly start: number;
  /** The statements that end before it. */
  readonly before: readonly FileStatement[];

  constructor(what: string, start: number, before: readonly FileStatement[]) {
    super(`${what} is not closed`);
    this.start = start;
    this.before = before;
  }
}

const delimiterLine = /DELIMITER[ \t]+(\S+)[ \t]*(?=\r?\n|$)/iy;
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;

/**
 * The statements of a file. Semicolons within strings, quoted names, comments, parentheses and the
 * bodies of functions, procedures and triggers end none; MySQL's `DELIMITER` is understood, and not
 * needed. Throws an UnclosedError.
 */
export function statementsOf(text: string, engine: Engine): readonly FileStatement[] {
  const statements: FileStatement[] = [];
  let delimiter = ";";
  let start: number | undefined;
  let depth = 0;
  let routine = new Routine(engine);
  const finish = (end: number) => {
    if (start !== undefined) statements.push({ text: text.slice(start, end).trimEnd(), start });
    start = undefined;
    depth = 0;
    routine = new Routine(engine);
  };
  for (let at = 0; at < text.length; ) {
    if (engine === "mysql" && start === undefined) {
      delimiterLine.lastIndex = at;
      const line = delimiterLine.exec(text);
      if (line?.[1] !== undefined) {
        delimiter = line[1];
        at = delimiterLine.lastIndex;
        continue;
      }
    }
    const skipped: Skipped | undefined = skip(text, at, engine);
    if (skipped !== undefined) {
      if (!skipped.closed) throw new UnclosedError(skipped.what, at, statements);
      if (skipped.counts) start ??= at;
      at = skipped.end;
      continue;
    }
    if (text.startsWith(delimiter, at) && depth === 0 && (delimiter !== ";" || !routine.isOpen)) {
      finish(at);
      at += delimiter.length;
      continue;
    }
    start ??= at;
    word.lastIndex = at;
    // `END$$`: MySQL's words may hold what ends the statement.
    const found = word.exec(text)?.[0].split(delimiter, 1)[0];
    if (found !== undefined) {
      at += found.length;
      if (depth === 0) routine.add(found, text, at);
      continue;
    }
    if (text[at] === "(") depth += 1;
    else if (text[at] === ")") depth = Math.max(0, depth - 1);
    at += 1;
  }
  finish(text.length);
  return statements;
}
