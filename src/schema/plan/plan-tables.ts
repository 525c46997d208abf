import type { CallOptions } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { createLimiter } from "../../engine/limiter.ts";
import { inspectTable, managedBy } from "../inspect.ts";
import type { TableSchema } from "../schema.ts";
import type { TablePlan } from "./plan.ts";
import { planTable } from "./plan-table.ts";

/** Tables that are looked at together: AWS takes some of the calls 10 times a second only. */
const concurrency = 16;

/** Looks at live tables and plans what it takes to make each what is wanted, in their order. */
export async function planTables(
  client: Client,
  wanted: readonly TableSchema[],
  now: Date,
  options: CallOptions = {},
): Promise<TablePlan[]> {
  const limit = createLimiter(concurrency);
  return Promise.all(
    wanted.map(schema =>
      limit(async () => {
        const live = await inspectTable(client, schema.table, managedBy(schema), options);
        return planTable(schema, live, now);
      }),
    ),
  );
}
