import type { WireInput } from "../../dynamodb/request.ts";
import { mapping, number, optional, readReply, text } from "../../schema/reply-shape.ts";
import { commonMembers, commonOf, type Job, type JobKind } from "./job.ts";
import { placeText, type S3Place } from "./place.ts";

const shape = mapping({
  ExportDescription: mapping({
    ...commonMembers,
    ExportArn: text,
    ExportStatus: text,
    S3Bucket: optional(text),
    ExportManifest: optional(text),
    ItemCount: optional(number),
    BilledSizeBytes: optional(number),
  }),
});

/** ExportTableToPointInTime: a table, or its changes, as files in S3. */
export const exportJob: JobKind = {
  name: "export",
  command: "export",
  start: "ExportTableToPointInTime",
  describe: "DescribeExport",
  describeInput: arn => ({ ExportArn: arn }),
  missing: "ExportNotFoundException",
  read: (reply): Job => {
    const told = readReply(shape, reply, "the job").ExportDescription;
    const { S3Bucket: bucket, ExportManifest: manifest } = told;
    return {
      ...commonOf(told),
      arn: told.ExportArn,
      status: told.ExportStatus,
      items: told.ItemCount,
      failedItems: undefined,
      bytes: told.BilledSizeBytes,
      totalBytes: undefined,
      place:
        bucket !== undefined && manifest !== undefined
          ? placeText({ bucket, prefix: manifest })
          : undefined,
    };
  },
};

/** What is exported: the table at one moment, or what has changed in between. In milliseconds since 1970. */
export type ExportSpan =
  | { readonly kind: "full"; readonly atMs: number | undefined }
  | { readonly kind: "changes"; readonly fromMs: number; readonly toMs: number | undefined };

export function exportInput(
  arn: string,
  { bucket, prefix }: S3Place,
  span: ExportSpan,
  bucketOwner: string | undefined,
): WireInput {
  const seconds = (ms: number) => Math.floor(ms / 1000);
  return {
    TableArn: arn,
    S3Bucket: bucket,
    ...(prefix !== "" && { S3Prefix: prefix }),
    ...(bucketOwner !== undefined && { S3BucketOwner: bucketOwner }),
    ExportFormat: "DYNAMODB_JSON",
    ...(span.kind === "full"
      ? {
          ExportType: "FULL_EXPORT",
          ...(span.atMs !== undefined && { ExportTime: seconds(span.atMs) }),
        }
      : {
          ExportType: "INCREMENTAL_EXPORT",
          IncrementalExportSpecification: {
            ExportFromTime: seconds(span.fromMs),
            ...(span.toMs !== undefined && { ExportToTime: seconds(span.toMs) }),
            ExportViewType: "NEW_AND_OLD_IMAGES",
          },
        }),
  };
}
