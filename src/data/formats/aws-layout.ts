import { createHash } from "node:crypto";

/** Where an export lies below what S3 calls its prefix. */
export const exportsFolder = "AWSDynamoDB";
export const summaryName = "manifest-summary.json";
export const filesName = "manifest-files.json";

/**
 * manifest-summary.json, by "DynamoDB table export output format" in DynamoDB's developer guide;
 * incremental exports have a few members more.
 */
export interface ExportSummary {
  readonly version: string;
  readonly exportArn: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly tableArn: string;
  readonly tableId: string | null;
  readonly exportTime: string;
  readonly s3Bucket: string;
  readonly s3Prefix: string | null;
  readonly s3SseAlgorithm: string;
  readonly s3SseKmsKeyId: string | null;
  readonly manifestFilesS3Key: string;
  readonly billedSizeBytes: number;
  readonly itemCount: number;
  readonly outputFormat: string;
  readonly exportType?: string;
}

/** A line of manifest-files.json. */
export interface ExportFile {
  readonly itemCount: number;
  /** Of the file as it lies there, compressed; base64. */
  readonly md5Checksum: string;
  readonly etag: string;
  readonly dataFileS3Key: string;
}

/**
 * What a manifest's checksum is called: by the documentation `.checksum`, in buckets `.md5`. It
 * holds the MD5 in base64.
 */
export function checksumNames(manifest: string): readonly string[] {
  const stem = manifest.replace(/\.json$/, "");
  return [`${stem}.checksum`, `${stem}.md5`];
}

export function md5Of(bytes: Uint8Array | string): string {
  return createHash("md5").update(bytes).digest("base64");
}
