import { momentOf } from "../../schema/description.ts";
import { mapping, moment, number, optional, type Told, text } from "../../schema/reply-shape.ts";

/** One backup of a table, as the service tells it. */
export interface Backup {
  readonly arn: string;
  readonly name: string;
  readonly table: string;
  /** `CREATING`, `AVAILABLE` or `DELETED`. */
  readonly status: string;
  /** `USER`, `SYSTEM` or `AWS_BACKUP`. */
  readonly type: string;
  readonly createdAt: Date | undefined;
  /** Of one that the service deletes by itself. */
  readonly expiresAt: Date | undefined;
  readonly sizeBytes: number | undefined;
}

const members = {
  BackupArn: text,
  BackupName: text,
  BackupStatus: optional(text, "AVAILABLE"),
  BackupType: optional(text, "USER"),
  BackupCreationDateTime: optional(moment),
  BackupExpiryDateTime: optional(moment),
  BackupSizeBytes: optional(number),
};

/** BackupDetails of CreateBackup and DescribeBackup. */
export const backupShape = mapping(members);
/** One of ListBackups, which may be of any table. */
export const summaryShape = mapping({ ...members, TableName: optional(text) });

export function backupOf(details: Told<typeof backupShape>, table: string): Backup {
  return {
    arn: details.BackupArn,
    name: details.BackupName,
    table,
    status: details.BackupStatus,
    type: details.BackupType,
    createdAt: momentOf(details.BackupCreationDateTime),
    expiresAt: momentOf(details.BackupExpiryDateTime),
    sizeBytes: details.BackupSizeBytes,
  };
}
