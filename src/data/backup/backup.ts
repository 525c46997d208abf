import { z } from "zod";
import { momentOf } from "../../schema/description.ts";

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

const moment = z.union([z.number(), z.string()]).optional();

export const backupShape = z.object({
  BackupArn: z.string(),
  BackupName: z.string(),
  BackupStatus: z.string().default("AVAILABLE"),
  BackupType: z.string().default("USER"),
  BackupCreationDateTime: moment,
  BackupExpiryDateTime: moment,
  BackupSizeBytes: z.number().optional(),
});

export function backupOf(details: z.infer<typeof backupShape>, table: string): Backup {
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

const keyShape = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));

/** An index of a table that is restored, as far as a restore names it. */
export const indexShape = z.object({
  IndexName: z.string(),
  KeySchema: keyShape,
  Projection: z.unknown(),
  ProvisionedThroughput: z
    .object({ ReadCapacityUnits: z.number(), WriteCapacityUnits: z.number() })
    .optional(),
});
export type SourceIndex = z.infer<typeof indexShape>;
