import { call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { ReplyError } from "../dynamodb/errors.ts";
import { DynError } from "../errors.ts";
import { findTable } from "./describe.ts";
import { isMissingTable, missingTable } from "./missing-table.ts";
import { type WaitOptions, waitFor } from "./wait.ts";

/**
 * Deletes a table and waits until it is gone.
 * @throws DynError when there is none, when it is protected against deletion, or when time runs out
 */
export async function deleteTable(
  client: Client,
  table: string,
  options: WaitOptions,
): Promise<void> {
  try {
    await call(client, "DeleteTable", { TableName: table }, options);
  } catch (error) {
    if (isMissingTable(error)) throw await missingTable(client, table, options.target, options);
    if (!(error instanceof ReplyError)) throw error;
    if (isProtected(error)) throw protectedTable(table, options.target);
    if (error.outcome !== "unknown" || error.kind === "interrupted") throw error;
    // A cut connection may have cost the reply only.
    const live = await findTable(client, table, options);
    if (live !== undefined && live.status !== "DELETING") throw error;
  }
  await waitFor(client, table, "deleted", options);
}

function isProtected({ service }: ReplyError): boolean {
  return (
    service.code === "ValidationException" && /protected against deletion/i.test(service.message)
  );
}

export function protectedTable(table: string, target: string): DynError {
  return new DynError("failed", `${table} on ${target} is protected against deletion`, {
    hint: "to delete it all the same, put deletionProtection: false in its file and run dyn table apply",
  });
}
