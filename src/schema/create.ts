import { call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { ReplyError } from "../dynamodb/errors.ts";
import { DynError } from "../errors.ts";
import { differences, differenceText } from "./compare.ts";
import { createTableInput, timeToLiveInput } from "./create-input.ts";
import { describeTable, findTable } from "./describe.ts";
import type { LiveTable } from "./live.ts";
import type { TableSchema } from "./schema.ts";
import { poll, type WaitOptions, waitUntilUsable } from "./wait.ts";

export interface CreateOptions extends WaitOptions {
  /** Keeps a table that is there already, if it is the same, and finishes what it lacks. */
  readonly ifNotExists?: boolean;
}

export interface Created {
  readonly state: "created" | "exists";
  readonly table: LiveTable;
  /** What the target cannot do, in words. */
  readonly notes: readonly string[];
}

/**
 * Creates a table, waits until it and all its indexes are ACTIVE, then sets time to live and
 * point-in-time recovery. An interrupted run is finished by another one with `ifNotExists`.
 * @throws DynError for a table that is there (without `ifNotExists`) or that differs from the schema
 */
export async function createTable(
  client: Client,
  schema: TableSchema,
  options: CreateOptions,
): Promise<Created> {
  const state = await requestTable(client, schema, options);
  await waitUntilUsable(client, schema.table, options);
  const live = await describeTable(client, schema.table, options);
  refuseDifferences(schema, live, options.target);
  if (schema.ttl && !live.schema.ttl) {
    await expire(client, schema.table, schema.ttl, options);
  }
  const notes = schema.pointInTimeRecovery ? await recoverable(client, schema, options) : [];
  return { state, table: await describeTable(client, schema.table, options), notes };
}

async function requestTable(
  client: Client,
  schema: TableSchema,
  options: CreateOptions,
): Promise<Created["state"]> {
  try {
    await call(client, "CreateTable", createTableInput(schema), options);
    return "created";
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    if (error.outcome === "unknown" && error.kind !== "interrupted") {
      // A cut connection may have cost the reply only.
      if (await findTable(client, schema.table, options)) return "created";
    }
    if (error.service.code !== "ResourceInUseException") throw error;
  }
  const live = await describeTable(client, schema.table, options);
  const named = `${schema.table} on ${options.target}`;
  if (live.status === "DELETING") {
    throw new DynError("failed", `${named} is being deleted`, {
      hint: `try again after: dyn table wait ${schema.table} --for deleted`,
    });
  }
  if (options.ifNotExists) return "exists";
  throw new DynError("failed", `${named} is there already`, {
    hint: "add --if-not-exists to keep it, if it is the same",
  });
}

function refuseDifferences(schema: TableSchema, live: LiveTable, target: string): void {
  const found = differences(schema, live.schema).map(differenceText);
  if (found.length === 0) return;
  throw new DynError("failed", `${schema.table} on ${target} differs: ${found.join("; ")}`, {
    hint: "give the file's table another name, or delete the one that is there",
  });
}

async function expire(
  client: Client,
  table: string,
  attribute: string,
  options: CreateOptions,
): Promise<void> {
  try {
    await call(client, "UpdateTimeToLive", timeToLiveInput(table, attribute), options);
  } catch (error) {
    if (!(error instanceof ReplyError) || error.kind === "interrupted") throw error;
    // The reply may be lost, or another run may have been a moment faster.
    const live = await describeTable(client, table, options);
    if (live.schema.ttl !== attribute) throw error;
  }
}

async function recoverable(
  client: Client,
  { table }: TableSchema,
  options: CreateOptions,
): Promise<string[]> {
  const input = {
    TableName: table,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  };
  const notes = await poll(async () => {
    try {
      await call(client, "UpdateContinuousBackups", input, options);
      return [];
    } catch (error) {
      const code = error instanceof ReplyError ? error.service.code : "";
      if (code === "UnknownOperationException") {
        return [`${table}: ${options.target} has no point-in-time recovery; left out`];
      }
      // Backups of a new table become available a moment after the table does.
      if (code !== "ContinuousBackupsUnavailableException") throw error;
      options.onWait?.("enabling backups");
      return undefined;
    }
  }, options);
  return notes ?? [`${table}: point-in-time recovery is not available yet; run this again`];
}
