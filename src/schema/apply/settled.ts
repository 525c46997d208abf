import type { Client } from "../../dynamodb/client.ts";
import { DynError } from "../../errors.ts";
import { findTable } from "../describe.ts";
import { inspectTable, managedBy } from "../inspect.ts";
import type { LiveTable } from "../live.ts";
import type { TableSchema } from "../schema.ts";
import { poll, statusOf, type WaitOptions } from "../wait.ts";

/**
 * The table as it is once nothing of it is changing; undefined when there is none. One that is being
 * deleted is waited for until it is gone.
 * @param expected whether it was just asked for: then one that is not there yet is waited for
 * @throws DynError when time runs out, or at once for a status that does not end by itself
 */
export async function settledTable(
  client: Client,
  wanted: TableSchema,
  expected: boolean,
  options: WaitOptions,
): Promise<LiveTable | undefined> {
  const { table } = wanted;
  const isSettled = (live: LiveTable | undefined) => {
    if (live === undefined) return !expected;
    if (lasting.has(live.status)) throw stuck(live, options.target);
    return statusOf(live) === "ACTIVE";
  };
  const live = await inspectTable(client, table, managedBy(wanted), options);
  if (isSettled(live)) return live;
  let status = statusOf(live);
  options.onWait?.(status);
  const settled = await poll(async () => {
    const found = await findTable(client, table, options);
    if (isSettled(found)) return { found };
    status = statusOf(found);
    options.onWait?.(status);
    return undefined;
  }, options);
  if (settled === undefined) {
    throw new DynError("failed", `${table} on ${options.target} is not ready in time (${status})`, {
      hint: `go on waiting with: dyn table wait ${table} -t ${options.target} --for ${status === "DELETING" ? "deleted" : "active"} --timeout 1h`,
    });
  }
  return settled.found && inspectTable(client, table, managedBy(wanted), options);
}

/** What a table is without the key that encrypts it. */
const lasting: ReadonlySet<string> = new Set([
  "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
  "ARCHIVING",
  "ARCHIVED",
]);

function stuck({ schema, status }: LiveTable, target: string): DynError {
  return new DynError("failed", `${schema.table} on ${target} cannot be changed: it is ${status}`, {
    hint: "DynamoDB cannot use its KMS key; enable the key again, or restore its policy, within 7 days",
  });
}
