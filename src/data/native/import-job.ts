import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { createTableInput } from "../../schema/create-input.ts";
import { mapping, number, optional, readReply, text } from "../../schema/reply-shape.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { commonMembers, commonOf, type Job, type JobKind } from "./job.ts";
import { inputFormats, type S3Source } from "./source.ts";

const shape = mapping({
  ImportTableDescription: mapping({
    ...commonMembers,
    ImportArn: text,
    ImportStatus: text,
    ErrorCount: optional(number),
    CloudWatchLogGroupArn: optional(text),
    ProcessedSizeBytes: optional(number),
    ProcessedItemCount: optional(number),
  }),
});

/** ImportTable: a new table from files in S3. */
export const importJob: JobKind = {
  name: "import",
  command: "import",
  start: "ImportTable",
  describe: "DescribeImport",
  describeInput: arn => ({ ImportArn: arn }),
  missing: "ImportNotFoundException",
  read: (reply): Job => {
    const told = readReply(shape, reply, "the job").ImportTableDescription;
    return {
      ...commonOf(told),
      arn: told.ImportArn,
      status: told.ImportStatus,
      items: told.ProcessedItemCount,
      failedItems: told.ErrorCount,
      bytes: told.ProcessedSizeBytes,
      totalBytes: undefined,
      place: told.CloudWatchLogGroupArn,
    };
  },
};

/** Settings of a new table that ImportTable takes; the others are set afterwards. */
const taken = [
  "TableName",
  "AttributeDefinitions",
  "KeySchema",
  "BillingMode",
  "ProvisionedThroughput",
  "OnDemandThroughput",
  "SSESpecification",
  "GlobalSecondaryIndexes",
];

/** Throws a DynError for a table with local indexes, which only CreateTable makes. */
export function importInput(schema: TableSchema, source: S3Source): WireInput {
  if (schema.localIndexes.length > 0) {
    throw new DynError("usage", `AWS imports into no table with local indexes: ${schema.table}`, {
      hint: "create it with dyn table create, then import without --schema",
    });
  }
  const made = Object.entries(createTableInput(schema)).filter(([name]) => taken.includes(name));
  const { place, format, compression, bucketOwner } = source;
  return {
    S3BucketSource: {
      S3Bucket: place.bucket,
      ...(place.prefix !== "" && { S3KeyPrefix: place.prefix }),
      ...(bucketOwner !== undefined && { S3BucketOwner: bucketOwner }),
    },
    InputFormat: inputFormats[format],
    InputCompressionType: compression.toUpperCase(),
    TableCreationParameters: Object.fromEntries(made),
  };
}
