import type { CallOptions } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { createLimiter } from "../../engine/limiter.ts";
import { inspectTable, managedBy } from "../inspect.ts";
import type { LiveTable } from "../live.ts";
import type { TableSchema } from "../schema.ts";
import { statusOf } from "../wait.ts";
import type { TablePlan } from "./plan.ts";
import { planTable } from "./plan-table.ts";

/** What there is to do for a table, as of a look at it. */
export interface Survey {
  readonly wanted: TableSchema;
  /** Undefined also while it is being deleted. */
  readonly live: LiveTable | undefined;
  readonly plan: TablePlan;
  /** Whether nothing of it is changing just now. */
  readonly isSettled: boolean;
}

/** Tables that are looked at together: AWS takes some of the calls 10 times a second only. */
const concurrency = 16;

/** Looks at live tables and plans what it takes to make each what is wanted, in their order. */
export async function surveyTables(
  client: Client,
  tables: readonly TableSchema[],
  now: Date,
  options: CallOptions = {},
): Promise<Survey[]> {
  const limit = createLimiter(concurrency);
  return Promise.all(tables.map(wanted => limit(() => survey(client, wanted, now, options))));
}

async function survey(
  client: Client,
  wanted: TableSchema,
  now: Date,
  options: CallOptions,
): Promise<Survey> {
  const seen = await inspectTable(client, wanted.table, managedBy(wanted), options);
  return {
    wanted,
    live: seen?.status === "DELETING" ? undefined : seen,
    plan: planTable(wanted, seen, now),
    isSettled: seen === undefined || statusOf(seen) === "ACTIVE",
  };
}
