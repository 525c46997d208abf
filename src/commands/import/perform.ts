import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { deadLetter } from "../../data/dead-letter.ts";
import { deadLetterPlace } from "../../data/dead-letter-place.ts";
import { type Checkpoint, checkpoint } from "../../data/transfer/checkpoint.ts";
import { fileSource } from "../../data/transfer/file-source.ts";
import { type Moved, type MoveState, move } from "../../data/transfer/move.ts";
import { systemClock } from "../../engine/clock.ts";
import { DynError } from "../../errors.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { patiently } from "../moving/patiently.ts";
import { storeIn } from "../moving/store.ts";
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
  const saved =
    options.checkpoint === undefined
      ? undefined
      : saveTo(session, options.checkpoint, jobOf(plan, dynamo));
  const from = await saved?.read();
  const dead = await deadLetterPlace({
    table: plan.table,
    cwd: session.context.cwd,
    named: options.deadLetter,
    begun: from?.deadLetter,
  });
  const progress = new ImportProgress(session, plan, dynamo.connection.name, clock);
  const client = patiently(session, dynamo.client, clock, why => progress.pause(why));
  const store = { client, table, at: dynamo.endpoint.url, measured: progress.drawn };
  const sink = storeIn({ ...store, clock, signal: session.signal }, options);
  const letters = deadLetter(dead.path, dead.shown);
  const source = fileSource(files, {
    ...readOptions(plan, table),
    onBytes: count => progress.addBytes(count),
  });
  let moved: Moved | undefined;
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
    // Whoever goes on with the job finds its own.
    await letters.close({ keepEmpty: saved !== undefined && moved?.finished !== true });
  }
  await tell(session, plan, moved, { saved, dead: dead.shown });
}

interface Told {
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

function saveTo(session: Session, file: string, job: Readonly<Record<string, string>>) {
  const { path, shown } = placed(session, file);
  return checkpoint<MoveState>(path, shown, job);
}
