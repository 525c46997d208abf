import { type Input, invalid, Refusal } from "./input.ts";
import { arnOf } from "./table.ts";
import type { World } from "./world.ts";

const validMs = 8 * 3_600_000;

/**
 * Exports to S3, imports from it and bulk operations, by AWS's pages on ExportTableToPointInTime,
 * ImportTable and StartBulkPutItems: each is IN_PROGRESS for a while and then as `outcome` says. A
 * client token finds its own job again until 8 hours after its end, and refuses other parameters.
 * No item is moved.
 */
export class Jobs {
  /** What the jobs that start from now on tell at their end, beside or instead of `COMPLETED`. */
  outcome: Readonly<Record<string, unknown>> = {};
  /** How many jobs have begun. */
  started = 0;
  readonly #world: World;
  readonly #jobs = new Map<string, Job>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Undefined for an operation of another part. */
  answer(operation: string, input: JobInput): Record<string, unknown> | undefined {
    switch (operation) {
      case "ExportTableToPointInTime":
        return { ExportDescription: this.#export(input) };
      case "ImportTable":
        return { ImportTableDescription: this.#import(input) };
      case "StartBulkPutItems":
        return { BulkOperationDescription: this.#bulk(input) };
      case "DescribeExport":
        return { ExportDescription: this.#look(input.ExportArn, "ExportNotFoundException") };
      case "DescribeImport":
        return { ImportTableDescription: this.#look(input.ImportArn, "ImportNotFoundException") };
      case "DescribeBulkOperation":
        return {
          BulkOperationDescription: this.#look(input.BulkOperationArn, "ResourceNotFoundException"),
        };
      case "CancelBulkOperation": {
        const job = this.#found(input.BulkOperationArn, "ResourceNotFoundException");
        job.outcome = { ...job.outcome, status: "CANCELLED" };
        job.running = "CANCELLING";
        return { BulkOperationArn: job.arn, BulkOperationStatus: "CANCELLING" };
      }
      default:
        return undefined;
    }
  }

  #export(input: JobInput): unknown {
    const name = input.TableArn.split("/").at(-1) ?? "";
    const { settings, items } = this.#world.kept(name, "TableNotFoundException");
    return this.#start(input, "ExportConflictException", () => {
      const window = settings.window(this.#world.nowMs());
      if (window === undefined) {
        throw new Refusal(
          "PointInTimeRecoveryUnavailableException",
          "Point in time recovery is not enabled for table",
        );
      }
      const range = input.IncrementalExportSpecification;
      for (const at of [input.ExportTime, range?.ExportFromTime, range?.ExportToTime]) {
        if (at !== undefined && (at < window.earliest || at > window.latest)) {
          throw new Refusal("InvalidExportTimeException", "the time is outside of the window");
        }
      }
      return {
        kind: "export",
        member: "Export",
        table: name,
        fields: { TableArn: input.TableArn, S3Bucket: input.S3Bucket, S3Prefix: input.S3Prefix },
        atEnd: arn => ({
          ItemCount: items,
          BilledSizeBytes: items * 300,
          ExportManifest: `${input.S3Prefix ?? ""}AWSDynamoDB/${arn.split("/").at(-1)}/manifest-summary.json`,
        }),
        underWay: () => ({}),
      };
    });
  }

  #import(input: JobInput): unknown {
    const { TableCreationParameters: made } = input;
    return this.#start(input, "ImportConflictException", () => {
      this.#world.create(made);
      return {
        kind: "import",
        member: "Import",
        table: made.TableName,
        fields: {
          TableArn: arnOf(made.TableName),
          S3BucketSource: input.S3BucketSource,
          CloudWatchLogGroupArn:
            "arn:aws:logs:eu-west-1:111122223333:log-group:/aws-dynamodb/imports:*",
        },
        atEnd: () => ({ ProcessedItemCount: 1000, ImportedItemCount: 1000, ErrorCount: 0 }),
        underWay: () => ({ ProcessedItemCount: 400, ProcessedSizeBytes: 120_000 }),
      };
    });
  }

  #bulk(input: JobInput): unknown {
    this.#world.kept(input.TableName);
    return this.#start(input, "IdempotentParameterMismatchException", () => {
      if ((input.MaxWriteRequestUnits ?? 1024) < 1024) throw invalid("MaxWriteRequestUnits");
      return {
        kind: "bulk-operation",
        member: "BulkOperation",
        table: input.TableName,
        fields: {
          InputS3Configuration: input.InputS3Configuration,
          OutputS3Configuration: input.OutputS3Configuration,
        },
        atEnd: () => ({
          ProcessedItemCount: 1000,
          FailedItemCount: 0,
          ProcessedInputBytes: 300_000,
          TotalInputBytes: 300_000,
        }),
        underWay: () => ({
          ProcessedItemCount: 400,
          ProcessedInputBytes: 120_000,
          TotalInputBytes: 300_000,
        }),
      };
    });
  }

  /** Begins a job, or finds the one that began with this token. */
  #start(input: JobInput, conflict: string, begin: () => Begun): unknown {
    const token = input.ClientToken;
    const asked = JSON.stringify(input);
    const known = [...this.#jobs.values()].find(
      job =>
        job.token === token &&
        (job.endedMs === undefined || this.#world.nowMs() - job.endedMs < validMs),
    );
    if (known !== undefined) {
      if (known.asked !== asked) throw new Refusal(conflict, "the token has other parameters");
      return descriptionOf(known);
    }
    const begun = begin();
    this.started += 1;
    const number = String(this.started).padStart(8, "0");
    const job: Job = {
      ...begun,
      arn: `${arnOf(begun.table)}/${begun.kind}/01767225600000-${number}`,
      token,
      asked,
      startedMs: this.#world.nowMs(),
      endedMs: undefined,
      running: "IN_PROGRESS",
      outcome: this.outcome,
      left: this.#world.looks,
      unseen: this.#world.lag,
    };
    this.#jobs.set(job.arn, job);
    return descriptionOf(job);
  }

  #look(arn: string, code: string): unknown {
    const job = this.#found(arn, code);
    if (job.left === 0) job.endedMs ??= this.#world.nowMs();
    else job.left -= 1;
    return descriptionOf(job);
  }

  #found(arn: string, code: string): Job {
    const job = this.#jobs.get(arn);
    if (job === undefined || job.unseen > 0) {
      if (job) job.unseen -= 1;
      throw new Refusal(code, `not found: ${arn}`);
    }
    return job;
  }
}

interface Begun {
  readonly kind: string;
  /** How its members begin: `ExportArn`. */
  readonly member: string;
  readonly table: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly atEnd: (arn: string) => Readonly<Record<string, unknown>>;
  readonly underWay: () => Readonly<Record<string, unknown>>;
}

interface Job extends Begun {
  readonly arn: string;
  readonly token: string | undefined;
  readonly asked: string;
  readonly startedMs: number;
  endedMs: number | undefined;
  running: "IN_PROGRESS" | "CANCELLING";
  outcome: Readonly<Record<string, unknown>>;
  left: number;
  unseen: number;
}

interface JobInput extends Input {
  readonly ClientToken?: string;
  readonly TableArn: string;
  readonly S3Bucket: string;
  readonly S3Prefix?: string;
  readonly ExportTime?: number;
  readonly IncrementalExportSpecification?: {
    readonly ExportFromTime?: number;
    readonly ExportToTime?: number;
  };
  readonly TableCreationParameters: Input;
  readonly S3BucketSource?: unknown;
  readonly InputS3Configuration?: unknown;
  readonly OutputS3Configuration?: unknown;
  readonly MaxWriteRequestUnits?: number;
  readonly ExportArn: string;
  readonly ImportArn: string;
  readonly BulkOperationArn: string;
}

function descriptionOf(job: Job): Record<string, unknown> {
  const { status = "COMPLETED", ...told } = job.outcome;
  const isOver = job.endedMs !== undefined;
  return {
    [`${job.member}Arn`]: job.arn,
    [`${job.member}Status`]: isOver ? status : job.running,
    StartTime: job.startedMs / 1000,
    ClientToken: job.token,
    ...job.fields,
    ...(isOver
      ? { EndTime: (job.endedMs ?? 0) / 1000, ...job.atEnd(job.arn), ...told }
      : job.underWay()),
  };
}
