import { call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { ReplyError } from "../dynamodb/errors.ts";
import { DynError } from "../errors.ts";
import { perform } from "./apply/perform.ts";
import { differences, differenceText } from "./compare.ts";
import { createTableInput } from "./create-input.ts";
import { describeTable, findTable } from "./describe.ts";
import { inspectTable, managedBy } from "./inspect.ts";
import type { LiveTable } from "./live.ts";
import type { Step } from "./plan/plan.ts";
import { planTable } from "./plan/plan-table.ts";
import { creationSteps } from "./plan/steps.ts";
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
 * Creates a table, waits until it and all its indexes are ACTIVE, then sets what has calls of its
 * own: time to live, point-in-time recovery, insights. An interrupted run is finished by another one with `ifNotExists`.
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
  const notes: string[] = [];
  for (const step of creationSteps(schema).slice(1)) {
    if (step.operation === "UpdateTimeToLive" && live.schema.ttl) continue;
    notes.push(...(await follow(client, step, schema, options)));
  }
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
      hint: `try again after: dyn table wait ${schema.table} -t ${options.target} --for deleted`,
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

/** Takes a step that follows CreateTable. Gives a note on one that the target has not, or not yet. */
async function follow(
  client: Client,
  step: Step,
  schema: TableSchema,
  options: CreateOptions,
): Promise<string[]> {
  const { table } = schema;
  const ended = await poll(async () => {
    const now = await perform(client, step, options);
    if (now.kind !== "busy") return now;
    options.onWait?.(now.why);
    return undefined;
  }, options);
  if (ended === undefined) return [`${table}: cannot ${step.what} yet; run this again`];
  switch (ended.kind) {
    case "done":
      return [];
    case "missing":
      return [`${table}: ${options.target} has no ${ended.feature}; left out`];
    default: {
      // The reply may be lost, or another run may have been a moment faster.
      const live = await inspectTable(client, table, managedBy(schema), options);
      const { steps } = planTable(schema, live, new Date());
      if (steps.some(({ operation }) => operation === step.operation)) throw ended.error;
      return [];
    }
  }
}
