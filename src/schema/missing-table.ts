import { didYouMean } from "../config/suggest.ts";
import type { CallOptions } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { ReplyError } from "../dynamodb/errors.ts";
import { DynError } from "../errors.ts";
import { listTables } from "./list.ts";

/** Whether a call failed because its table is not there. The calls of backups have a code of their own for it. */
export function isMissingTable(error: unknown): error is ReplyError {
  return error instanceof ReplyError && missingCodes.has(error.service.code);
}

const missingCodes: ReadonlySet<string> = new Set([
  "ResourceNotFoundException",
  "TableNotFoundException",
]);

/**
 * The error for a table that is not on the target, with the nearest name of those that are. Where
 * tables cannot be listed it does without a suggestion.
 * @param target as the user names it, e.g. `local`
 */
export async function missingTable(
  client: Client,
  table: string,
  target: string,
  options: CallOptions = {},
): Promise<DynError> {
  const names = await listTables(client, { ...options, most: 1_000 }).catch(() => []);
  const none = names.length === 0 ? "make one with `dyn table create`" : "see `dyn table list`";
  return noSuchTable(table, target, names, none);
}

/**
 * The same where the tables' names are known.
 * @param otherwise what to do when none of them is near
 */
export function noSuchTable(
  table: string,
  target: string,
  names: readonly string[],
  otherwise: string,
): DynError {
  const meant = didYouMean(table, names);
  return new DynError("failed", `${table}: no such table on ${target}`, {
    hint: meant === undefined ? otherwise : `did you mean ${meant}?`,
  });
}
