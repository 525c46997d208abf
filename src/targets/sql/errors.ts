import { DynError, type ErrorKind } from "../../errors.ts";
import type { SqlFault } from "../../sql/database.ts";

const kinds = {
  conflict: "failed",
  transient: "connection",
  denied: "denied",
  constraint: "failed",
  other: "failed",
} as const satisfies Record<SqlFault["kind"], ErrorKind>;

/** A fault for those who cannot count it as an outcome. */
export function faultError({ code, message, kind, cause }: SqlFault, name: string): DynError {
  const sorted = code === "Aborted" ? "interrupted" : kinds[kind];
  return new DynError(sorted, `${name}: ${message} (${code})`, { cause });
}
