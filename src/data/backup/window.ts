import { call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { DynError } from "../../errors.ts";
import type { TableOptions } from "../../schema/describe.ts";
import { momentOf } from "../../schema/description.ts";
import { isMissingTable, missingTable } from "../../schema/missing-table.ts";
import { mapping, moment, optional, readReply, text } from "../../schema/reply-shape.ts";
import { isUntold } from "../../schema/untold-reply.ts";

/** The moments that a table's point-in-time recovery reaches. */
export interface RecoveryWindow {
  readonly earliest: Date;
  readonly latest: Date;
}

const shape = mapping({
  ContinuousBackupsDescription: mapping({
    PointInTimeRecoveryDescription: optional(
      mapping({
        PointInTimeRecoveryStatus: optional(text),
        EarliestRestorableDateTime: optional(moment),
        LatestRestorableDateTime: optional(moment),
      }),
    ),
  }),
});

/**
 * Undefined where the target does not tell.
 * @throws DynError for a table that is not there, or has no point-in-time recovery
 */
export async function recoveryWindow(
  client: Client,
  table: string,
  options: TableOptions,
): Promise<RecoveryWindow | undefined> {
  let reply: unknown;
  try {
    reply = await call(client, "DescribeContinuousBackups", { TableName: table }, options);
  } catch (error) {
    if (isUntold(error)) return undefined;
    if (isMissingTable(error)) throw await missingTable(client, table, options.target, options);
    throw error;
  }
  const described = readReply(shape, reply, "backups").ContinuousBackupsDescription;
  const { PointInTimeRecoveryDescription: recovery } = described;
  if (recovery?.PointInTimeRecoveryStatus !== "ENABLED") throw noRecovery(table, options.target);
  const earliest = momentOf(recovery.EarliestRestorableDateTime);
  const latest = momentOf(recovery.LatestRestorableDateTime);
  return earliest && latest && { earliest, latest };
}

export function noRecovery(table: string, target: string): DynError {
  return new DynError("failed", `${table} on ${target} has no point-in-time recovery`, {
    hint: `to have it from now on: dyn table dump ${table} -t ${target} > ${table}.yaml, write pointInTimeRecovery: true there, dyn table apply ${table}.yaml -t ${target}`,
  });
}

/** Throws unless a moment, in milliseconds since 1970, can be recovered. */
export function checkRecoverable(
  table: string,
  atMs: number,
  { earliest, latest }: RecoveryWindow,
): void {
  if (atMs >= earliest.getTime() && atMs <= latest.getTime()) return;
  const which = atMs < earliest.getTime() ? "before" : "after";
  throw new DynError(
    "failed",
    `${new Date(atMs).toISOString()} is ${which} what ${table} can be recovered to`,
    { hint: `from ${earliest.toISOString()} to ${latest.toISOString()}` },
  );
}
