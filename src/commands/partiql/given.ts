import { addAbortSignal } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import type { Session } from "../../cli/session.ts";
import { readTextFile } from "../../config/text-file.ts";
import { parseStatements, placeOf, type Statement } from "../../data/statement.ts";
import { parameterValue } from "../../data/statement-param.ts";
import { DynError } from "../../errors.ts";
import { ExpressionError } from "../../expressions/error.ts";
import { counted } from "../../output/units.ts";
import type { AttributeValue } from "../../values/attribute.ts";
import { checkPartiqlOptions, type PartiqlOptions } from "./options.ts";

/** A statement with the values of its `?`s. */
export interface Bound {
  readonly statement: Statement;
  readonly values: readonly AttributeValue[];
  /** Where it stands, for messages, as `orders.sql:3:1`; undefined for the only one of the command line. */
  readonly place: string | undefined;
}

interface Source {
  /** A file's name, or `stdin`; undefined for the command line. */
  readonly name: string | undefined;
  readonly text: string;
}

/** The statements that were given. Throws for all that is wrong with them before anything is reached. */
export async function givenStatements(
  session: Session,
  options: PartiqlOptions,
  argument: string | undefined,
): Promise<readonly Bound[]> {
  const source = await sourceOf(session, options.file, argument);
  const { statements, mistakes } = parseStatements(source.text);
  const [mistake] = mistakes;
  if (mistake !== undefined) {
    const { message, offset, hint } = mistake;
    if (source.name === undefined) throw new ExpressionError(message, source.text, offset, hint);
    const file = source.name;
    throw new DynError("invalid", `${counted(mistakes.length, "problem")} in ${file}`, {
      problems: mistakes.map(each => ({
        message: each.message,
        place: { file, ...placeOf(source.text, each.offset) },
        ...(each.hint !== undefined && { hint: each.hint }),
      })),
    });
  }
  if (statements.length === 0) {
    throw new DynError("usage", `there is no statement${source.name ? ` in ${source.name}` : ""}`, {
      hint: "such as \"SELECT * FROM Orders WHERE Customer = 'a'\"",
    });
  }
  checkPartiqlOptions(options, statements.length);
  return bind(statements, options.param ?? [], source.name);
}

async function sourceOf(
  { context, signal }: Session,
  file: string | undefined,
  argument: string | undefined,
): Promise<Source> {
  if (file !== undefined && argument !== undefined) {
    throw new DynError("usage", "a statement and --file exclude each other");
  }
  if (file !== undefined && file !== "-") {
    return { name: file, text: await readTextFile(file, context.cwd) };
  }
  if (argument === undefined && file === undefined) {
    throw new DynError("usage", "a statement is missing", {
      hint: "give it in quotes, with --file, or - for stdin",
    });
  }
  if (argument !== undefined && argument !== "-") return { name: undefined, text: argument };
  try {
    return { name: "stdin", text: await textOf(addAbortSignal(signal, context.stdin)) };
  } catch (cause) {
    if (signal.aborted) throw new DynError("interrupted", "interrupted", { cause });
    throw cause;
  }
}

/** Each `?` takes the next value, through all statements. */
function bind(
  statements: readonly Statement[],
  given: NonNullable<PartiqlOptions["param"]>,
  name: string | undefined,
): readonly Bound[] {
  const values = given.map(({ text, isText }) => (isText ? { S: text } : parameterValue(text)));
  const wanted = statements.reduce((sum, { parameters }) => sum + parameters, 0);
  if (wanted !== values.length) {
    const there = values.length === 1 ? "1 value" : `${values.length} values`;
    throw new DynError("usage", `${wanted} ? and ${there} for them`, {
      hint: "each ? takes one --param or --text, in order",
    });
  }
  let next = 0;
  return statements.map(statement => {
    const { line, column, parameters } = statement;
    const own = values.slice(next, next + parameters);
    next += parameters;
    const isOnly = statements.length === 1 && name === undefined;
    const place = isOnly ? undefined : `${name ?? "statement"}:${line}:${column}`;
    return { statement, values: own, place };
  });
}
