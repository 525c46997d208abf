import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { type ExportSpan, exportInput, exportJob } from "../../data/native/export-job.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { judgeJob, printJob } from "./job-end.ts";
import { momentOption } from "./moment-option.ts";
import type { NativeExportOptions } from "./options.ts";
import { checkJobArn, followJob, type JobOf, runJob } from "./run-job.ts";
import { callingOf, withService } from "./service.ts";

/** Lets DynamoDB export a table to S3 by ExportTableToPointInTime, and follows that to its end. */
export async function nativeExport(
  session: Session,
  options: NativeExportOptions,
  table: string,
): Promise<void> {
  const span = spanOf(options, session.context.now());
  if (options.format !== undefined && options.format !== "dynamodb-json") {
    throw new DynError("usage", `AWS exports no ${options.format}, only dynamodb-json`, {
      hint: "export without --native writes the others",
    });
  }
  await withService(session, "exports to S3", async dynamo => {
    const of = { kind: exportJob, table, options };
    const { follow } = options;
    if (follow !== undefined) checkJobArn(follow, table);
    const job =
      follow === undefined
        ? await begin(session, dynamo, of, await inputOf(session, dynamo, options, table, span))
        : await followJob(session, dynamo, of, follow);
    if (job === undefined) return;
    const whose = { kind: exportJob, table, target: dynamo.connection.name };
    await printJob(session, job, whose);
    judgeJob(job, whose);
  });
}

/** Says what to do where the table has no point-in-time recovery, which the caller may not look at. */
async function begin(session: Session, dynamo: Dynamo, of: JobOf, input: WireInput) {
  try {
    return await runJob(session, dynamo, of, input);
  } catch (error) {
    const isOff =
      error instanceof ReplyError &&
      error.service.code === "PointInTimeRecoveryUnavailableException";
    if (!isOff) throw error;
    const { noRecovery } = await import("../../data/backup/window.ts");
    throw noRecovery(of.table, dynamo.connection.name);
  }
}

async function inputOf(
  session: Session,
  dynamo: Dynamo,
  options: NativeExportOptions,
  table: string,
  span: ExportSpan,
) {
  const { s3Place } = await import("../../data/native/place.ts");
  const { checkRecoverable, recoveryWindow } = await import("../../data/backup/window.ts");
  const { findTable } = await import("../../schema/describe.ts");
  const { missingTable } = await import("../../schema/missing-table.ts");
  const calling = callingOf(session, dynamo);
  const place = s3Place("--native", options.native ?? "");
  const live = await findTable(dynamo.client, table, calling);
  if (live?.arn === undefined) {
    throw await missingTable(dynamo.client, table, calling.target, calling);
  }
  const window = await recoveryWindow(dynamo.client, table, calling);
  const moments = span.kind === "full" ? [span.atMs] : [span.fromMs, span.toMs];
  for (const ms of moments) {
    if (window !== undefined && ms !== undefined) checkRecoverable(table, ms, window);
  }
  return exportInput(live.arn, place, span, options.bucketOwner);
}

function spanOf({ at, from, to }: NativeExportOptions, nowMs: number): ExportSpan {
  const atMs = at === "latest" ? undefined : momentOption("--at", at, nowMs);
  const fromMs = momentOption("--from", from, nowMs);
  const toMs = momentOption("--to", to, nowMs);
  if (fromMs === undefined && toMs === undefined) return { kind: "full", atMs };
  if (fromMs === undefined || at !== undefined) {
    throw new DynError("usage", "an export is either --at one moment or of changes --from … --to", {
      hint: "--to goes with --from, and --at with neither",
    });
  }
  return { kind: "changes", fromMs, toMs };
}
