import { call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { DynError } from "../../errors.ts";
import { protectedTable } from "../delete.ts";
import type { TableOptions } from "../describe.ts";
import type { LiveTable } from "../live.ts";
import { isMissingTable } from "../missing-table.ts";
import type { Change, Step } from "../plan/plan.ts";

export interface ReplaceOptions extends TableOptions {
  /** Deletes a table whose keys or local indexes differ, and makes it anew. */
  readonly allowReplace?: boolean;
  /** Also one that has items. */
  readonly deleteItems?: boolean;
}

/** The first step of a table's replacement. */
export function deletionStep(table: string): Step {
  return {
    operation: "DeleteTable",
    input: { TableName: table },
    what: `delete table ${table}`,
    settings: ["table"],
  };
}

/**
 * Throws a DynError unless a table may be replaced: by the options, by its replicas, by its own
 * protection against deletion, and by what is in it.
 */
export async function checkReplacement(
  client: Client,
  { schema, replicas }: LiveTable,
  changes: readonly Change[],
  options: ReplaceOptions,
): Promise<void> {
  const { table, deletionProtection } = schema;
  const { target } = options;
  const named = `${table} on ${target}`;
  if (options.allowReplace !== true) {
    const causes = changes
      .filter(({ replaces }) => replaces !== undefined)
      .map(({ setting, from = "none", to = "none" }) => `${setting} ${from} → ${to}`);
    const text = `${named} would have to be replaced, which is not allowed: ${causes.join("; ")}`;
    throw new DynError("failed", text, {
      hint: "--allow-replace deletes the table and makes it anew, without its items",
    });
  }
  if (replicas.length > 0) {
    throw new DynError(
      "failed",
      `${named} is a global table, with replicas in ${replicas.join(", ")}`,
      {
        hint: "its deletion would leave those as they are, so dyn does not replace it; remove them first",
      },
    );
  }
  if (deletionProtection === true) {
    const { kind, message } = protectedTable(table, target);
    throw new DynError(kind, message, {
      hint: `to replace it all the same, switch that off first: dyn table dump ${table} -t ${target} > ${table}.live.yaml, write deletionProtection: false there, dyn table apply ${table}.live.yaml -t ${target}`,
    });
  }
  if (options.deleteItems !== true && (await hasItems(client, table, options))) {
    throw new DynError("failed", `${named} has items, which its replacement would delete`, {
      hint: `keep a copy with: dyn scan ${table} -t ${target} -o jsonl > ${table}.jsonl\nthen add --delete-items`,
    });
  }
}

/** ItemCount is hours old: only a read says whether a table is empty. */
async function hasItems(client: Client, table: string, options: TableOptions): Promise<boolean> {
  let start: unknown;
  try {
    do {
      const input = {
        TableName: table,
        Limit: 1,
        Select: "COUNT",
        ConsistentRead: true,
        ...(start !== undefined && { ExclusiveStartKey: start }),
      };
      const page = await call(client, "Scan", input, options);
      if ((page.ScannedCount ?? page.Count ?? 0) > 0) return true;
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  } catch (error) {
    // It has gone meanwhile.
    if (!isMissingTable(error)) throw error;
  }
  return false;
}
