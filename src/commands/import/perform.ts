import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { deadLetter } from "../../data/dead-letter.ts";
import { batchPutter } from "../../data/transfer/batch-putter.ts";
import { type Checkpoint, checkpoint } from "../../data/transfer/checkpoint.ts";
import { fileSource } from "../../data/transfer/file-source.ts";
import { type Moved, type MoveState, move } from "../../data/transfer/move.ts";
import { newPutter } from "../../data/transfer/new-putter.ts";
import { patient } from "../../data/transfer/patience.ts";
import type { Putter } from "../../data/transfer/putter.ts";
import { Rate } from "../../data/transfer/rate.ts";
import { type TableSink, tableSink } from "../../data/transfer/table-sink.ts";
import type { Client } from "../../dynamodb/client.ts";
import { type Clock, systemClock } from "../../engine/clock.ts";
import { DynError } from "../../errors.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { deadLetterFile } from "./dead-letter-file.ts";
import { jobOf } from "./job.ts";
import { type Plan, placed, readOptions } from "./plan.ts";
import { ImportProgress } from "./progress.ts";
import { partialError, printSummary, stoppedText } from "./summary.ts";

/** Moves the items into the table, shows how it goes, and says how it went. */
export async function perform(
  session: Session,
  dynamo: Dynamo,
  table: TableSchema,
  plan: Plan,
): Promise<void> {
  const { options, files } = plan;
  const clock = systemClock(session.context);
  const dead = placed(session, await deadLetterFile(session, plan));
  const saved =
    options.checkpoint === undefined
      ? undefined
      : saveTo(session, options.checkpoint, jobOf(plan, dynamo, dead.shown));
  const from = await saved?.read();
  const progress = new ImportProgress(session, plan, dynamo.connection.name, clock);
  const client = patiently(session, dynamo, clock, progress);
  const rate = new Rate({ perSecond: options.maxWcu, clock });
  const measured = progress.drawn || options.maxWcu !== undefined;
  const sink = tableSink(putterOf(client, table, plan, measured), table, {
    concurrency: options.concurrency,
    rate,
    patienceMs: options.patience,
    clock,
    at: dynamo.endpoint.url,
    signal: session.signal,
  });
  const letters = deadLetter(dead.path, dead.shown);
  const source = fileSource(files, {
    ...readOptions(plan, table),
    onBytes: count => progress.addBytes(count),
  });
  let moved: Moved;
  try {
    progress.watch(sink);
    moved = await move(source, sink, {
      transform: plan.transform,
      deadLetter: letters,
      checkpoint: saved,
      checkpointEvery: options.checkpointEvery,
      from,
      isRepeatable: files.every(({ sizeBytes }) => sizeBytes !== undefined),
      clock,
      signal: session.signal,
      onProgress: counts => progress.note(counts),
    });
  } finally {
    progress.stop();
    await letters.close();
  }
  await tell(session, plan, moved, { sink, saved, dead: dead.shown });
}

interface Told {
  readonly sink: TableSink;
  readonly saved: Checkpoint<MoveState> | undefined;
  readonly dead: string;
}

async function tell(session: Session, plan: Plan, moved: Moved, { saved, dead }: Told) {
  if (!moved.finished) {
    await session.notice(stoppedText(moved, saved !== undefined));
    throw moved.failure?.error ?? new DynError("interrupted", "interrupted");
  }
  await printSummary(session, plan.table, moved, dead);
  // Not before: what is killed until here is to tell its end when it is run again.
  await saved?.remove();
  if (moved.counts.rejected > 0) throw partialError(moved, dead);
}

function putterOf(client: Client, table: TableSchema, plan: Plan, measured: boolean): Putter {
  const { onConflict } = plan.options;
  if (onConflict === "overwrite") return batchPutter(client, table, { measured });
  return newPutter(client, table, { onConflict, measured });
}

function saveTo(session: Session, file: string, job: Readonly<Record<string, string>>) {
  const { path, shown } = placed(session, file);
  return checkpoint<MoveState>(path, shown, job);
}

/** A client that waits while credentials are expired, and says so. */
function patiently(
  session: Session,
  { client }: Dynamo,
  clock: Clock,
  progress: ImportProgress,
): Client {
  return patient(client, {
    clock,
    signal: session.signal,
    onPause: () => {
      progress.pause("waiting for credentials");
      void session.notice(
        "the credentials have expired; sign in again (`aws sso login`), and it goes on by itself",
      );
    },
    onResume: () => {
      progress.pause(undefined);
      void session.notice("the credentials are renewed; it goes on");
    },
  });
}
