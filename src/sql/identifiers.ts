import { DynError } from "../errors.ts";

/** A name as SQL takes it, whatever is in it; MySQL's sessions run with ANSI_QUOTES. */
export function quoted(name: string): string {
  if (name === "" || name.includes("\0")) {
    throw new DynError("invalid", `${JSON.stringify(name)} cannot be a name in SQL`);
  }
  return `"${name.replaceAll('"', '""')}"`;
}
