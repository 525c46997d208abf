import { DynError } from "../../errors.ts";
import type { S3Place } from "./place.ts";

/** What an import or a bulk put reads. */
export interface S3Source {
  readonly place: S3Place;
  readonly format: "dynamodb-json" | "csv";
  readonly compression: "gzip" | "zstd" | "none";
  readonly bucketOwner: string | undefined;
}

export const inputFormats = { "dynamodb-json": "DYNAMODB_JSON", csv: "CSV" } as const;

/** The format that an option names, `dynamodb-json` without it. Throws for one that AWS does not read. */
export function sourceFormat(format: string | undefined): S3Source["format"] {
  if (format === undefined || format === "dynamodb-json") return "dynamodb-json";
  if (format === "csv") return "csv";
  throw new DynError("usage", `AWS reads no ${format} from S3`, {
    hint: "it reads dynamodb-json and csv; import without --native reads the others",
  });
}

/** By the end of the prefix; what an export of AWS's wrote is gzip. */
export function compressionOf({ prefix }: S3Place): S3Source["compression"] {
  if (prefix.endsWith(".zst")) return "zstd";
  return prefix.endsWith(".gz") || /(^|\/)AWSDynamoDB\//.test(prefix) ? "gzip" : "none";
}
