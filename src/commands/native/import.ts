import { confirm } from "../../cli/confirm.ts";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { Job, JobKind } from "../../data/native/job.ts";
import type { S3Source } from "../../data/native/source.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { shellWord } from "../../output/shell-word.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { judgeJob, printJob } from "./job-end.ts";
import { type NativeImportOptions, refuseOthers } from "./options.ts";
import { checkJobArn, followJob, runJob } from "./run-job.ts";
import { callingOf, withService } from "./service.ts";

/**
 * Lets DynamoDB import from S3, and follows that to its end: with a schema into a new table by
 * ImportTable, which then gets what of the schema only other calls set; else by StartBulkPutItems
 * into a table that is there.
 */
export async function nativeImport(
  session: Session,
  options: NativeImportOptions,
  table: string,
): Promise<void> {
  const schema =
    options.schema === undefined
      ? undefined
      : await (await import("../table-of-file.ts")).tableOfFile(
          options.schema,
          table,
          session.context.cwd,
        );
  await withService(session, "imports from S3", async dynamo => {
    if (options.cancel !== undefined) return cancel(session, dynamo, options.cancel, table);
    const { kind, input } = await requestOf(session, options, table, schema);
    const again = options.schema === undefined ? "" : ` --schema ${shellWord(options.schema)}`;
    const of = { kind, table, options, again };
    const job =
      input === undefined
        ? await followJob(session, dynamo, of, options.follow ?? "")
        : await begin(session, dynamo, table, kind, () => runJob(session, dynamo, of, input));
    if (job === undefined) return;
    const whose = { kind, table, target: dynamo.connection.name };
    await printJob(session, job, whose);
    if (schema !== undefined && job.status === "COMPLETED") {
      await applyRest(session, dynamo, schema, options.timeout);
    }
    judgeJob(job, whose);
  });
}

/** The job that the options mean, and its request unless it has begun. */
async function requestOf(
  session: Session,
  options: NativeImportOptions,
  table: string,
  schema: TableSchema | undefined,
): Promise<{ readonly kind: JobKind; readonly input?: WireInput }> {
  const { importInput, importJob } = await import("../../data/native/import-job.ts");
  const { bulkInput, bulkJob } = await import("../../data/native/bulk-job.ts");
  const { follow } = options;
  if (follow !== undefined) {
    checkJobArn(follow, table);
    return { kind: follow.includes("/import/") ? importJob : bulkJob };
  }
  const source = await sourceOf(options);
  if (schema !== undefined) {
    const { report, maxWcu } = options;
    refuseOthers({ report, "max-wcu": maxWcu }, "--native with --schema");
    if (source.format === "csv") {
      await session.notice("AWS reads all of csv but the keys as strings");
    }
    return { kind: importJob, input: importInput(schema, source) };
  }
  const { s3Place } = await import("../../data/native/place.ts");
  if (options.report === undefined) {
    throw new DynError("usage", "where is DynamoDB to report what it did not write?", {
      hint: "name a place with --report s3://bucket/prefix; or a new table's file with --schema",
    });
  }
  const reports = s3Place("--report", options.report);
  return { kind: bulkJob, input: bulkInput(table, source, reports, options.maxWcu) };
}

async function sourceOf(options: NativeImportOptions): Promise<S3Source> {
  const { s3Place } = await import("../../data/native/place.ts");
  const { compressionOf, sourceFormat } = await import("../../data/native/source.ts");
  const place = s3Place("--native", options.native ?? "");
  return {
    place,
    format: sourceFormat(options.format),
    compression: options.compression ?? compressionOf(place),
    bucketOwner: options.bucketOwner,
  };
}

/** Asks on a protected target, begins, and says what is in the way. */
async function begin(
  session: Session,
  { connection }: Dynamo,
  table: string,
  kind: JobKind,
  run: () => Promise<Job | undefined>,
): Promise<Job | undefined> {
  const named = `${table} on ${connection.name}`;
  if (connection.protect && !session.flags.dryRun) {
    await confirm(session, { what: `let DynamoDB import into ${named}`, typed: table });
  }
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ReplyError) || kind.start !== "ImportTable") throw error;
    if (error.service.code !== "ResourceInUseException") throw error;
    throw new DynError("failed", `${named} is there already`, {
      hint: "an import makes a new table; without --schema, and with --report, it puts into this one",
    });
  }
}

/** Sets what of a table ImportTable does not. */
async function applyRest(session: Session, dynamo: Dynamo, schema: TableSchema, waitMs: number) {
  const { applyTable } = await import("../../schema/apply/apply.ts");
  const calling = callingOf(session, dynamo);
  const { notes } = await applyTable(dynamo.client, schema, { ...calling, waitMs });
  for (const note of notes) await session.notice(escapeControl(note));
}

async function cancel(session: Session, dynamo: Dynamo, arn: string, table: string) {
  const { call } = await import("../../dynamodb/call.ts");
  const { printRequest } = await import("../../cli/request.ts");
  const { knownJob } = await import("../../data/native/start.ts");
  const { bulkJob } = await import("../../data/native/bulk-job.ts");
  checkJobArn(arn, table);
  const input = { BulkOperationArn: arn };
  if (session.flags.dryRun) return printRequest(session, "CancelBulkOperation", input);
  const calling = callingOf(session, dynamo);
  await knownJob(dynamo.client, bulkJob, arn, calling);
  await call(dynamo.client, "CancelBulkOperation", input, calling);
  const { name } = dynamo.connection;
  await session.notice("what it has written stays");
  await session.print({
    data: { table, arn, state: "cancelling" },
    table: () => escapeControl(`cancelling the bulk put into ${table} on ${name}`),
  });
}
