import type { SqlSettings } from "../../config/sql-settings.ts";
import { DynError } from "../../errors.ts";
import { connectionError } from "../../sql/connection-error.ts";
import type { SqlFault } from "../../sql/database.ts";

/** What a transaction that only reads does not take. */
const readOnlyCodes: ReadonlySet<string> = new Set([
  "25006",
  "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION",
]);

/** What ended a statement, as a command's error. */
export function faultError(fault: SqlFault, settings: SqlSettings): DynError {
  if (fault.code === "Aborted") return new DynError("interrupted", "interrupted");
  const error = connectionError(fault, settings);
  if (readOnlyCodes.has(fault.code)) {
    return mayChange(error.message, error.cause);
  }
  return advised(error, fault.code);
}

/** By what the server says: a code, and the words where one code stands for several things. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/^Timeout$/, "give it longer with --timeout, or see dyn aurora explain"],
  [/^08P01$|values wanted, \d+ given/, "each $1 or ? takes one --param or --text, in order"],
  [
    /multiple commands/,
    "one statement at a time; several belong in a migration: dyn aurora migrate",
  ],
];

function advised(error: DynError, code = ""): DynError {
  const found = advice.find(([sign]) => sign.test(code) || sign.test(error.message));
  if (found === undefined) return error;
  const kind = error.kind === "connection" ? "failed" : error.kind;
  return new DynError(kind, error.message, { hint: found[1], cause: error.cause });
}

/** What ended a long read, which comes as an error already. */
export function readingError(error: unknown): unknown {
  if (!(error instanceof DynError)) return error;
  if (/read.only transaction/i.test(error.message)) return mayChange(error.message, error.cause);
  return advised(error, /\((\w+)\)$/.exec(error.message)?.[1]);
}

/** Of what is not performed without `--write`. */
export function mayChange(message: string, cause?: unknown): DynError {
  return new DynError("failed", message, { hint: "to let it change data, add --write", cause });
}
