import { resolve } from "node:path";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import { type Session, throwIfInterrupted } from "../../cli/session.ts";
import { runExport } from "../../data/export/run.ts";
import type { ExportState } from "../../data/export/state.ts";
import { newExportId } from "../../data/formats/aws-export.ts";
import { checkReading, type Reading, readInput } from "../../data/read-request.ts";
import { type Checkpoint, checkpoint } from "../../data/transfer/checkpoint.ts";
import { Rate } from "../../data/transfer/rate.ts";
import { tableSource } from "../../data/transfer/table-source.ts";
import { systemClock } from "../../engine/clock.ts";
import { DynError } from "../../errors.ts";
import { parseCondition, parseProjection } from "../../expressions/parse.ts";
import { patiently } from "../moving/patiently.ts";
import { openLiveTable } from "../read/open-table.ts";
import { destinationOf } from "./destination.ts";
import { type Job, jobOf } from "./job.ts";
import type { ExportOptions } from "./options.ts";
import { checkPlace, openOutput } from "./output.ts";
import { ExportLine } from "./progress.ts";
import { segmentsFor } from "./segments.ts";
import { printSummary, stoppedText } from "./summary.ts";

/** Reads a table and writes its items to where the user wants them. */
export async function exportTable(
  session: Session,
  options: ExportOptions,
  table: string,
  file: string | undefined,
): Promise<void> {
  const { index, filter, select, consistent } = options;
  const destination = await destinationOf(session, options, file);
  const reading: Reading = {
    operation: "Scan",
    table,
    index,
    filter: filter === undefined ? undefined : parseCondition(filter),
    select: select === undefined ? undefined : parseProjection(select),
    consistent,
  };
  await withDynamo(
    session,
    async dynamo => {
      const live = await openLiveTable(session, dynamo, table, { ttl: false });
      checkReading(reading, live.schema);
      if (session.flags.dryRun) return printRequest(session, "Scan", readInput(reading));
      await perform(session, dynamo, { live, reading, destination, options });
    },
    { client: "wire", maxConnections: Math.max(64, options.segments ?? 0) },
  );
}

async function perform(session: Session, dynamo: Dynamo, job: Job): Promise<void> {
  const { live, reading, options } = job;
  const clock = systemClock(session.context);
  const startMs = clock.monotonic();
  const saved = checkpointOf(session, dynamo, job);
  const before = await saved?.read();
  const state = before ?? freshState(session, job);
  checkSegments(state, options.segments);
  if (before === undefined) {
    await checkPlace(job);
    // What is made under its id is found again, whatever happens from here on.
    await saved?.write(state);
  }
  const output = await openOutput(session, job, state);
  const what = `exporting ${reading.table} · ${dynamo.connection.name}`;
  const expected = reading.filter === undefined ? live.itemCount : 0;
  const line = new ExportLine(session, what, expected, state, clock);
  const source = tableSource(
    patiently(session, dynamo.client, clock, why => line.wait(why)),
    { ...reading, segments: state.lanes.length, pageSize: options.pageSize },
    {
      rate: new Rate({ perSecond: options.maxRcu, clock }),
      at: dynamo.endpoint.url,
      onThrottled: attempts => {
        line.throttled += attempts;
      },
    },
  );
  let items = state.items;
  try {
    const ended = await runExport(source, output, {
      state,
      checkpoint: saved,
      signal: session.signal,
      clock,
      onProgress: progress => {
        items = progress.items;
        line.show(progress);
      },
    });
    const files = await output.finish();
    line.stop();
    // A reader who has gone while the last items were on their way wants no summary either.
    if (job.destination.kind === "stdout") throwIfInterrupted(session);
    const elapsedMs = clock.monotonic() - startMs;
    await printSummary(session, dynamo, job, {
      ...ended,
      files,
      elapsedMs,
      throttled: line.throttled,
      itemsNow: ended.items - state.items,
    });
    await saved?.remove();
    await output.close(false);
  } catch (error) {
    line.stop();
    await output.close(saved !== undefined);
    // What was read and could not be written is not in the checkpoint.
    const kept = await saved?.read().catch(() => undefined);
    const told = stoppedText(kept?.items ?? items, job.destination, saved !== undefined);
    if (told !== undefined) await session.notice(told);
    throw error;
  }
}

function freshState({ context }: Session, { options, live, reading }: Job): ExportState {
  const segments = options.segments ?? segmentsFor(live, reading.index);
  return {
    id: newExportId(new Date(context.now())),
    lanes: Array.from({ length: segments }, () => ({})),
    files: [],
    items: 0,
    readUnits: 0,
  };
}

function checkSegments({ lanes }: ExportState, segments: number | undefined): void {
  if (segments === undefined || segments === lanes.length) return;
  throw new DynError("usage", `the export was begun with --segments ${lanes.length}`, {
    hint: "leave out --segments, or delete the checkpoint to start anew",
  });
}

function checkpointOf(
  session: Session,
  dynamo: Dynamo,
  job: Job,
): Checkpoint<ExportState> | undefined {
  const { checkpoint: file } = job.options;
  if (file === undefined) return undefined;
  return checkpoint(resolve(session.context.cwd, file), file, jobOf(dynamo, job));
}
