import { call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import type { TableOptions } from "../../schema/describe.ts";
import { isMissingTable, missingTable } from "../../schema/missing-table.ts";
import { mapping, readReply } from "../../schema/reply-shape.ts";
import { poll, type WaitOptions } from "../../schema/wait.ts";
import { type Backup, backupOf, backupShape } from "./backup.ts";
import { listBackups } from "./list.ts";

const replyShape = mapping({ BackupDetails: backupShape });

/** `Orders-20261120T100000Z`: a name has at most 255 characters, as a table's. */
export function defaultName(table: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, "");
  return `${table.slice(0, 254 - stamp.length)}-${stamp}`;
}

/** The service tells seconds, of its own clock. */
const slackMs = 1_000;

/**
 * Asks for a backup. A table that was just made is asked again until it can have one.
 * @param nowMs tells a backup whose reply was lost from older ones of the same name
 */
export async function createBackup(
  client: Client,
  table: string,
  name: string,
  { nowMs, ...options }: TableOptions & WaitOptions & { readonly nowMs: number },
): Promise<Backup> {
  const input = { TableName: table, BackupName: name };
  const created = await poll(async () => {
    try {
      const reply = await call(client, "CreateBackup", input, options);
      return backupOf(readReply(replyShape, reply, "the backup").BackupDetails, table);
    } catch (error) {
      if (isMissingTable(error)) throw await missingTable(client, table, options.target, options);
      if (!(error instanceof ReplyError)) throw error;
      if (error.service.code === "ContinuousBackupsUnavailableException") {
        options.onWait?.("backups of a new table are being enabled");
        return undefined;
      }
      if (error.outcome !== "unknown" || error.kind === "interrupted") throw error;
      // A cut connection may have cost the reply only.
      const lately = { table, type: "user", fromMs: nowMs - slackMs } as const;
      for await (const backup of listBackups(client, lately, options)) {
        if (backup.name === name) return backup;
      }
      throw error;
    }
  }, options);
  if (created) return created;
  throw new DynError("failed", `${table} on ${options.target} can have no backup yet`, {
    hint: "try again in a minute",
  });
}
