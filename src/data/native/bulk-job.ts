import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { mapping, number, optional, readReply, text } from "../../schema/reply-shape.ts";
import { commonMembers, commonOf, type Job, type JobKind } from "./job.ts";
import { placeText, type S3Place } from "./place.ts";
import { inputFormats, type S3Source } from "./source.ts";

const shape = mapping({
  BulkOperationDescription: mapping({
    ...commonMembers,
    BulkOperationArn: text,
    BulkOperationStatus: text,
    ProcessedItemCount: optional(number),
    FailedItemCount: optional(number),
    ProcessedInputBytes: optional(number),
    TotalInputBytes: optional(number),
    OutputS3Configuration: optional(
      mapping({ S3Bucket: optional(text), S3KeyPrefix: optional(text) }),
    ),
  }),
});

/** StartBulkPutItems: files in S3 into a table that is there. */
export const bulkJob: JobKind = {
  name: "bulk put",
  command: "import",
  start: "StartBulkPutItems",
  describe: "DescribeBulkOperation",
  describeInput: arn => ({ BulkOperationArn: arn }),
  missing: "ResourceNotFoundException",
  read: (reply): Job => {
    const told = readReply(shape, reply, "the job").BulkOperationDescription;
    const { S3Bucket: bucket, S3KeyPrefix: prefix = "" } = told.OutputS3Configuration ?? {};
    return {
      ...commonOf(told),
      arn: told.BulkOperationArn,
      status: told.BulkOperationStatus,
      items: told.ProcessedItemCount,
      failedItems: told.FailedItemCount,
      bytes: told.ProcessedInputBytes,
      totalBytes: told.TotalInputBytes,
      place: bucket === undefined ? undefined : placeText({ bucket, prefix }),
    };
  },
};

/** The least that `MaxWriteRequestUnits` may be. */
const leastUnits = 1024;

/** Throws a DynError for what a bulk put does not take. */
export function bulkInput(
  table: string,
  { place, format, compression, bucketOwner }: S3Source,
  reports: S3Place,
  maxUnits: number | undefined,
): WireInput {
  if (format !== "dynamodb-json") {
    throw new DynError("usage", `AWS reads no ${format} into a table that is there`, {
      hint: "with --schema, an import makes a new table of it; import without --native reads it, too",
    });
  }
  if (maxUnits !== undefined && maxUnits < leastUnits) {
    throw new DynError("usage", `a bulk put takes --max-wcu of ${leastUnits} and more`);
  }
  if (reports.bucket === place.bucket && reports.prefix.startsWith(place.prefix)) {
    throw new DynError("usage", "the reports would lie among what is read", {
      hint: `name another prefix than ${placeText(place)} with --report`,
    });
  }
  const owner = bucketOwner === undefined ? {} : { S3BucketOwner: bucketOwner };
  return {
    TableName: table,
    InputS3Configuration: {
      S3Bucket: place.bucket,
      ...(place.prefix !== "" && { S3KeyPrefix: place.prefix }),
      ...owner,
      InputFormat: inputFormats[format],
      InputCompressionType: compression.toUpperCase(),
    },
    OutputS3Configuration: {
      S3Bucket: reports.bucket,
      ...(reports.prefix !== "" && { S3KeyPrefix: reports.prefix }),
      OutputType: ["ERROR", "CONDITION_CHECK_FAILURE"],
    },
    ...(maxUnits !== undefined && { MaxWriteRequestUnits: maxUnits }),
  };
}
