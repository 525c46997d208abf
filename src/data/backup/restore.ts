import { call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { findTable, type TableOptions } from "../../schema/describe.ts";
import { tableDescription } from "../../schema/description.ts";
import { isMissingTable, missingTable } from "../../schema/missing-table.ts";
import { readReply } from "../../schema/reply-shape.ts";
import { findBackup, isArn } from "./find.ts";
import { listBackups, tableOf } from "./list.ts";
import { type Overrides, overridesInput, type SourceIndexes } from "./overrides.ts";
import { checkRecoverable, recoveryWindow } from "./window.ts";

/** What a table is restored from. */
export type RestorePoint =
  /** By its ARN or its name. */
  | { readonly kind: "backup"; readonly backup: string }
  | { readonly kind: "moment"; readonly table: string; readonly atMs: number | "latest" };

/** A restore, ready to be asked for. */
export interface Restore {
  readonly operation: "RestoreTableFromBackup" | "RestoreTableToPointInTime";
  readonly input: WireInput;
  /** In words: `backup Orders-2026…`, `Orders as of 2026-11-20T10:00:00.000Z`. */
  readonly from: string;
  /** The table that it was. */
  readonly source: string;
}

/**
 * Makes the request that restores `as`, after looking whether it can be carried out: there is such a
 * backup or the moment is within reach, and no table is in the way.
 */
export async function prepareRestore(
  client: Client,
  point: RestorePoint,
  as: string,
  overrides: Overrides,
  options: TableOptions,
): Promise<Restore> {
  if ((await findTable(client, as, options)) !== undefined) throw taken(as, options.target);
  return point.kind === "backup"
    ? fromBackup(client, point.backup, as, overrides, options)
    : fromMoment(client, point, as, overrides, options);
}

async function fromBackup(
  client: Client,
  word: string,
  as: string,
  overrides: Overrides,
  options: TableOptions,
): Promise<Restore> {
  const operation = "RestoreTableFromBackup";
  const isWhole = overrides.billing === undefined && overrides.indexes === undefined;
  // An ARN that is asked for as it is needs no look: the service says when there is none.
  if (isArn(word) && isWhole) {
    const input = { TargetTableName: as, BackupArn: word };
    return { operation, input, from: `backup ${word}`, source: tableOf(word) };
  }
  const { arn, name, table, features } = await findBackup(client, word, options);
  const changed = overridesInput(overrides, {
    globals: features.GlobalSecondaryIndexes,
    locals: features.LocalSecondaryIndexes,
  });
  const input = { TargetTableName: as, BackupArn: arn, ...changed };
  return { operation, input, from: `backup ${name}`, source: table };
}

async function fromMoment(
  client: Client,
  { table, atMs }: Extract<RestorePoint, { kind: "moment" }>,
  as: string,
  overrides: Overrides,
  options: TableOptions,
): Promise<Restore> {
  const indexes = await indexesOf(client, table, options);
  if (indexes === undefined) throw await goneTable(client, table, as, options);
  const window = await recoveryWindow(client, table, options);
  if (window !== undefined && atMs !== "latest") checkRecoverable(table, atMs, window);
  const changed = overridesInput(overrides, indexes);
  const at =
    atMs === "latest"
      ? { UseLatestRestorableTime: true }
      : { RestoreDateTime: Math.floor(atMs / 1000) };
  const when = atMs === "latest" ? window?.latest : new Date(atMs);
  return {
    operation: "RestoreTableToPointInTime",
    input: { SourceTableName: table, TargetTableName: as, ...at, ...changed },
    from: `${table} as of ${when?.toISOString() ?? "a moment ago"}`,
    source: table,
  };
}

async function indexesOf(
  client: Client,
  table: string,
  options: TableOptions,
): Promise<SourceIndexes | undefined> {
  try {
    const reply = await call(client, "DescribeTable", { TableName: table }, options);
    const described = readReply(tableDescription, reply.Table, table);
    return { globals: described.GlobalSecondaryIndexes, locals: described.LocalSecondaryIndexes };
  } catch (error) {
    if (isMissingTable(error)) return undefined;
    throw error;
  }
}

/** A table that was deleted with point-in-time recovery on has a backup that AWS made by itself. */
async function goneTable(client: Client, table: string, as: string, options: TableOptions) {
  const { target } = options;
  try {
    for await (const { arn } of listBackups(client, { table, type: "system" }, options)) {
      return new DynError("failed", `${table} on ${target} was deleted`, {
        hint: `as it was then: dyn backup restore ${arn} --as ${as} -t ${target}`,
      });
    }
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
  }
  return missingTable(client, table, target, options);
}

/** Asks for a restore. The table is there from then on, and CREATING until it is whole. */
export async function startRestore(
  client: Client,
  { operation, input, from }: Restore,
  as: string,
  options: TableOptions,
): Promise<void> {
  try {
    await call(client, operation, input, options);
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    switch (error.service.code) {
      case "TableAlreadyExistsException":
        throw taken(as, options.target);
      case "BackupNotFoundException":
        throw new DynError("failed", `${from}: no such backup on ${options.target}`, {
          hint: `see: dyn backup list -t ${options.target}`,
        });
      case "BackupInUseException":
        throw new DynError("failed", `${from} is being made still`, {
          hint: `wait for it with: dyn backup describe ${input.BackupArn} --wait -t ${options.target}`,
        });
      default:
    }
    if (error.outcome !== "unknown" || error.kind === "interrupted") throw error;
    // A cut connection may have cost the reply only: there was no such table before.
    if ((await findTable(client, as, options)) === undefined) throw error;
  }
}

function taken(table: string, target: string): DynError {
  return new DynError("failed", `${table} on ${target} is there already`, {
    hint: "a restore makes a new table: give it another name with --as",
  });
}
