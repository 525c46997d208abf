import { DynError } from "../../errors.ts";

/** A place in S3: all objects whose keys begin with the prefix. */
export interface S3Place {
  readonly bucket: string;
  /** Empty: the whole bucket. */
  readonly prefix: string;
}

/** Reads `s3://bucket/prefix`. Throws a DynError "usage" for what is none. */
export function s3Place(option: string, word: string): S3Place {
  const [, bucket, prefix = ""] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(word) ?? [];
  if (bucket !== undefined) return { bucket, prefix };
  throw new DynError("usage", `${option} ${word} is no place in S3`, {
    hint: "it takes s3://bucket/prefix",
  });
}

export function placeText({ bucket, prefix }: S3Place): string {
  return `s3://${bucket}/${prefix}`;
}
