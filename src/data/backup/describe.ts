import { type CallOptions, call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { indexShape } from "../../schema/description.ts";
import {
  list,
  mapping,
  number,
  optional,
  readReply,
  type Told,
  text,
} from "../../schema/reply-shape.ts";
import { type Backup, backupOf, backupShape } from "./backup.ts";

const sourceShape = mapping({ TableName: text, ItemCount: optional(number) });
const featuresShape = mapping({
  GlobalSecondaryIndexes: optional(list(indexShape), []),
  LocalSecondaryIndexes: optional(list(indexShape), []),
});
const replyShape = mapping({
  BackupDescription: mapping({
    BackupDetails: backupShape,
    SourceTableDetails: sourceShape,
    SourceTableFeatureDetails: optional(featuresShape, {
      GlobalSecondaryIndexes: [],
      LocalSecondaryIndexes: [],
    }),
  }),
});

/** A backup, and the table as it was. */
export interface DescribedBackup extends Backup {
  readonly source: Told<typeof sourceShape>;
  readonly features: Told<typeof featuresShape>;
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
    const read = readReply(replyShape, reply, "the backup").BackupDescription;
    return {
      ...backupOf(read.BackupDetails, read.SourceTableDetails.TableName),
      source: read.SourceTableDetails,
      features: read.SourceTableFeatureDetails,
      raw: reply.BackupDescription,
    };
  } catch (error) {
    if (error instanceof ReplyError && error.service.code === "BackupNotFoundException") {
      return undefined;
    }
    throw error;
  }
}
