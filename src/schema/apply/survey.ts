import type { CallOptions } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { createLimiter } from "../../engine/limiter.ts";
import { inspectTable, managedBy } from "../inspect.ts";
import type { LiveTable } from "../live.ts";
import type { TablePlan } from "../plan/plan.ts";
import { planTable } from "../plan/plan-table.ts";
import type { TableSchema } from "../schema.ts";
import { statusOf } from "../wait.ts";

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

export async function surveyTables(
  client: Client,
  tables: readonly TableSchema[],
  options: CallOptions,
): Promise<Survey[]> {
  const limit = createLimiter(concurrency);
  return Promise.all(tables.map(wanted => limit(() => survey(client, wanted, options))));
}

async function survey(client: Client, wanted: TableSchema, options: CallOptions): Promise<Survey> {
  const seen = await inspectTable(client, wanted.table, managedBy(wanted), options);
  const live = seen?.status === "DELETING" ? undefined : seen;
  return {
    wanted,
    live,
    plan: planTable(wanted, live, new Date()),
    isSettled: seen === undefined || statusOf(seen) === "ACTIVE",
  };
}
