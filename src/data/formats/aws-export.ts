import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  checksumNames,
  type ExportFile,
  type ExportSummary,
  exportsFolder,
  filesName,
  md5Of,
  summaryName,
} from "./aws-layout.ts";

/** What is known of an export once it is done. */
export interface ExportAbout {
  readonly id: string;
  readonly tableArn: string;
  readonly tableId?: string | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** As of when the items are; a scan's are as of its time. */
  readonly exportedAt: Date;
  /** Bytes of the items; AWS bills by them. */
  readonly sizeBytes: number;
}

/** A new id as AWS gives them: milliseconds in 14 digits, and 8 hexadecimal ones. */
export function newExportId(now: Date): string {
  return `${String(now.getTime()).padStart(14, "0")}-${randomBytes(4).toString("hex")}`;
}

const letters = "abcdefghijklmnopqrstuvwxyz234567";

/** The name of the n-th data file, as AWS gives them: 26 letters and digits. */
export function dataFileName(id: string, n: number): string {
  const bytes = createHash("sha256").update(`${id} ${n}`).digest().subarray(0, 26);
  const name = [...bytes].map(byte => letters[byte % letters.length]).join("");
  return `${name}.json.gz`;
}

/** Paths of an export's files below the directory that it is written to. */
export function exportPaths(id: string): {
  readonly folder: string;
  readonly started: string;
  readonly data: (name: string) => string;
} {
  const folder = `${exportsFolder}/${id}`;
  return { folder, started: `${folder}/_started`, data: name => `${folder}/data/${name}` };
}

/**
 * What the manifest says of a data file that is whole.
 * @param path where it lies; `key` is its path below the export's directory
 */
export async function exportFile(
  path: string,
  key: string,
  itemCount: number,
): Promise<ExportFile> {
  const hash = createHash("md5");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  const digest = hash.digest();
  return {
    itemCount,
    md5Checksum: digest.toString("base64"),
    // Of an upload in one part.
    etag: `${digest.toString("hex")}-1`,
    dataFileS3Key: key,
  };
}

/**
 * The manifests and their checksums, in the order in which they are to be written: the summary last,
 * so that one that is there stands for an export that is whole.
 */
export function exportManifests(
  about: ExportAbout,
  files: readonly ExportFile[],
): readonly { readonly path: string; readonly text: string }[] {
  const { folder } = exportPaths(about.id);
  const summary: ExportSummary = {
    version: "2020-06-30",
    exportArn: `${about.tableArn}/export/${about.id}`,
    startTime: about.startedAt.toISOString(),
    endTime: about.endedAt.toISOString(),
    tableArn: about.tableArn,
    tableId: about.tableId ?? null,
    exportTime: about.exportedAt.toISOString(),
    s3Bucket: "",
    s3Prefix: null,
    s3SseAlgorithm: "AES256",
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${folder}/${filesName}`,
    billedSizeBytes: about.sizeBytes,
    itemCount: files.reduce((sum, file) => sum + file.itemCount, 0),
    outputFormat: "DYNAMODB_JSON",
  };
  const listed = files.map(file => `${JSON.stringify(file)}\n`).join("");
  return [
    ...withChecksum(folder, filesName, listed),
    ...withChecksum(folder, summaryName, `${JSON.stringify(summary)}\n`),
  ];
}

function withChecksum(folder: string, name: string, text: string) {
  const sidecars = checksumNames(name).map(sidecar => ({
    path: `${folder}/${sidecar}`,
    text: md5Of(text),
  }));
  return [...sidecars.slice(0, 1), { path: `${folder}/${name}`, text }];
}
