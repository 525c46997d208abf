import { Option } from "commander";
import { DynError } from "../../errors.ts";
import { timeoutMs } from "../table/wait.ts";

/** What of a job every kind takes. */
export interface NativeOptions {
  /** `s3://bucket/prefix` */
  readonly native?: string;
  /** The ARN of a job. */
  readonly follow?: string;
  readonly anew?: true;
  readonly bucketOwner?: string;
  readonly wait: boolean;
  readonly timeout: number;
}

export interface NativeExportOptions extends NativeOptions {
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format?: string;
}

export interface NativeImportOptions extends NativeOptions {
  readonly schema?: string;
  readonly format?: string;
  readonly compression?: "gzip" | "zstd" | "none";
  readonly report?: string;
  readonly maxWcu?: number;
  readonly cancel?: string;
}

/**
 * Whether a command was told to let DynamoDB itself do its work. Throws a DynError "usage" when it was
 * not, for options that mean nothing then.
 */
export function isNative(options: Partial<NativeExportOptions & NativeImportOptions>): boolean {
  const { native, follow, cancel, at, from, to, report, compression, anew, bucketOwner } = options;
  if ([native, follow, cancel].some(each => each !== undefined)) return true;
  const given = { at, from, to, report, compression, anew, "bucket-owner": bucketOwner };
  const names = Object.entries({ ...given, "no-wait": options.wait === false || undefined })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name}`);
  if (names.length === 0) return false;
  throw new DynError("usage", `${names.join(", ")}: only with --native s3://bucket/prefix`, {
    hint: "without --native, dyn itself moves the items, as they are now",
  });
}

export function nativeExportOptions(): readonly Option[] {
  return [
    new Option("--native <place>", "let DynamoDB export to s3://bucket/prefix, and follow it"),
    new Option("--at <time>", "with --native: the table as it was then"),
    new Option("--from <time>", "with --native: only what has changed since then"),
    new Option("--to <time>", "with --from: until then"),
    ...shared("the export"),
  ];
}

export function nativeImportOptions(): readonly Option[] {
  return [
    new Option("--native <place>", "let DynamoDB import from s3://bucket/prefix, and follow it"),
    new Option("--report <place>", "with --native: s3://… where it tells what it did not write"),
    new Option("--compression <kind>", "with --native: of the files, else by their names").choices([
      "gzip",
      "zstd",
      "none",
    ]),
    new Option("--cancel <arn>", "cancel a job that puts items into a table"),
    ...shared("the import"),
  ];
}

function shared(job: string): readonly Option[] {
  return [
    new Option("--follow <arn>", `follow ${job} that has begun under this ARN`),
    new Option("--anew", "with --native: begin another job, though this one was run lately"),
    new Option("--bucket-owner <account>", "with --native: the account that has the bucket"),
    new Option("--no-wait", "with --native: end as soon as the job has begun"),
    new Option("--timeout <duration>", "with --native: how long to follow the job at most")
      .argParser(timeoutMs)
      .default(86_400_000, "24h"),
  ];
}

/** Refuses options that only mean something where dyn itself moves the items. */
export function refuseOthers(given: Readonly<Record<string, unknown>>, which = "--native"): void {
  const names = Object.entries(given)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name]) => name);
  if (names.length === 0) return;
  throw new DynError("usage", `${which} takes no ${names.join(", ")}`, {
    hint: "DynamoDB moves the items by itself, whole and as they are",
  });
}
