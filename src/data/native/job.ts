import type { OperationName, WireInput } from "../../dynamodb/request.ts";
import { counted, formatBytes, formatCount } from "../../output/units.ts";
import { momentOf } from "../../schema/description.ts";
import { moment, optional, text } from "../../schema/reply-shape.ts";

/** A job that DynamoDB does by itself between a table and S3, as it told last. */
export interface Job {
  readonly arn: string;
  /** `IN_PROGRESS`, `COMPLETED`, `COMPLETED_WITH_ERRORS`, `CANCELLING`, `CANCELLED` or `FAILED`. */
  readonly status: string;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** Items exported, or read from S3. */
  readonly items: number | undefined;
  /** Items that were read and not written. */
  readonly failedItems: number | undefined;
  readonly bytes: number | undefined;
  /** Of all that is to be read; known after a while. */
  readonly totalBytes: number | undefined;
  /** Why it failed or was cancelled. */
  readonly failure: string | undefined;
  /** Where the manifest is, or the reports on what was not written. */
  readonly place: string | undefined;
}

/** One kind of job: its calls, and how its descriptions are read. */
export interface JobKind {
  readonly name: "export" | "import" | "bulk put";
  /** The command that starts and follows it. */
  readonly command: "export" | "import";
  readonly start: OperationName;
  readonly describe: OperationName;
  describeInput(arn: string): WireInput;
  /** The code of a job that is not there, or not yet. */
  readonly missing: string;
  read(reply: unknown): Job;
}

/** What the descriptions of all kinds have. */
export const commonMembers = {
  StartTime: optional(moment),
  EndTime: optional(moment),
  FailureCode: optional(text),
  FailureMessage: optional(text),
};

interface Common {
  readonly StartTime: number | string | undefined;
  readonly EndTime: number | string | undefined;
  readonly FailureCode: string | undefined;
  readonly FailureMessage: string | undefined;
}

export function commonOf(told: Common) {
  const { FailureCode: code, FailureMessage: message } = told;
  const failure = [code, message].filter(each => each !== undefined && each !== "").join(": ");
  return {
    startedAt: momentOf(told.StartTime),
    endedAt: momentOf(told.EndTime),
    failure: failure === "" ? undefined : failure,
  };
}

export function isOver({ status }: Job): boolean {
  return status !== "IN_PROGRESS" && status !== "CANCELLING";
}

/** Whether it ended without what it was for. */
export function isLost({ status }: Job): boolean {
  return status === "FAILED" || status === "CANCELLED";
}

/** `in progress, 1,204 items, 310 MB of 1.2 GB, 3 errors` */
export function jobWords(job: Job): string {
  const { items, bytes, totalBytes, failedItems } = job;
  const of = totalBytes === undefined ? "" : ` of ${formatBytes(totalBytes)}`;
  return [
    job.status.toLowerCase().replaceAll("_", " "),
    items === undefined ? "" : counted(items, "item"),
    bytes === undefined ? "" : `${formatBytes(bytes)}${of}`,
    failedItems ? `${formatCount(failedItems)} of them failed` : "",
  ]
    .filter(each => each !== "")
    .join(", ");
}
