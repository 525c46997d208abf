import { z } from "zod";
import { type CallOptions, call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { type Backup, backupOf, backupShape, indexShape } from "./backup.ts";

const descriptionShape = z.object({
  BackupDetails: backupShape,
  SourceTableDetails: z.object({
    TableName: z.string(),
    ItemCount: z.number().optional(),
  }),
  SourceTableFeatureDetails: z
    .object({
      GlobalSecondaryIndexes: z.array(indexShape).optional(),
      LocalSecondaryIndexes: z.array(indexShape).optional(),
    })
    .optional(),
});

/** A backup, and the table as it was. */
export interface DescribedBackup extends Backup {
  readonly source: z.infer<typeof descriptionShape>["SourceTableDetails"];
  readonly features: NonNullable<z.infer<typeof descriptionShape>["SourceTableFeatureDetails"]>;
  /** As the service tells it. */
  readonly raw: unknown;
}

/** Undefined when there is none, or none yet: a new one may be told of a moment late. */
export async function describeBackup(
  client: Client,
  arn: string,
  options: CallOptions = {},
): Promise<DescribedBackup | undefined> {
  try {
    const reply = await call(client, "DescribeBackup", { BackupArn: arn }, options);
    const { BackupDescription: raw } = reply;
    const read = descriptionShape.parse(raw);
    return {
      ...backupOf(read.BackupDetails, read.SourceTableDetails.TableName),
      source: read.SourceTableDetails,
      features: read.SourceTableFeatureDetails ?? {},
      raw,
    };
  } catch (error) {
    if (error instanceof ReplyError && error.service.code === "BackupNotFoundException") {
      return undefined;
    }
    throw error;
  }
}
