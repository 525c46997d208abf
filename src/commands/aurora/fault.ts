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
  if (fault.code !== "Timeout") return error;
  const hint = "give it longer with --timeout, or see dyn aurora explain";
  return new DynError(error.kind, error.message, { hint, cause: error.cause });
}

/** What ended a long read, which comes as an error already. */
export function readingError(error: unknown): unknown {
  if (!(error instanceof DynError) || !/read.only transaction/i.test(error.message)) return error;
  return mayChange(error.message, error.cause);
}

/** Of what is not performed without `--write`. */
export function mayChange(message: string, cause?: unknown): DynError {
  return new DynError("failed", message, { hint: "to let it change data, add --write", cause });
}
