import { type CallOptions, call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { list, mapping, optional, readReply, text } from "../../schema/reply-shape.ts";
import { type Backup, backupOf, summaryShape } from "./backup.ts";

/** What ListBackups takes: backups of one table, of a type, of a time. */
export interface BackupFilter {
  readonly table?: string | undefined;
  readonly type?: BackupType;
  /** Inclusive, in milliseconds since 1970. */
  readonly fromMs?: number | undefined;
  /** Exclusive. */
  readonly toMs?: number | undefined;
}

export const backupTypes = ["user", "system", "aws-backup", "all"] as const;
export type BackupType = (typeof backupTypes)[number];

const pageShape = mapping({
  BackupSummaries: optional(list(summaryShape), []),
  LastEvaluatedBackupArn: optional(text),
});

/** The backups of a target, page by page. Throws a ReplyError. */
export async function* listBackups(
  client: Client,
  filter: BackupFilter,
  options: CallOptions = {},
): AsyncGenerator<Backup, void, undefined> {
  let start: string | undefined;
  do {
    const input = {
      ...listInput(filter),
      ...(start !== undefined && { ExclusiveStartBackupArn: start }),
    };
    const page = readReply(
      pageShape,
      await call(client, "ListBackups", input, options),
      "the backups",
    );
    for (const summary of page.BackupSummaries) {
      yield backupOf(summary, summary.TableName ?? tableOf(summary.BackupArn));
    }
    start = page.LastEvaluatedBackupArn;
  } while (start !== undefined);
}

/** The input of ListBackups for its first page. */
export function listInput({ table, type = "all", fromMs, toMs }: BackupFilter) {
  return {
    ...(table !== undefined && { TableName: table }),
    BackupType: type.toUpperCase().replace("-", "_"),
    ...(fromMs !== undefined && { TimeRangeLowerBound: fromMs / 1000 }),
    ...(toMs !== undefined && { TimeRangeUpperBound: toMs / 1000 }),
  };
}

/** `arn:aws:dynamodb:eu-west-1:111122223333:table/Orders/backup/01…` → `Orders` */
export function tableOf(arn: string): string {
  return /:table\/([^/]+)/.exec(arn)?.[1] ?? "";
}
