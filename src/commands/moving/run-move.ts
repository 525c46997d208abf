import type { Session } from "../../cli/session.ts";
import { deadLetter } from "../../data/dead-letter.ts";
import { deadLetterPlace } from "../../data/dead-letter-place.ts";
import { type Moved, type MoveOptions, move } from "../../data/transfer/move.ts";
import type { Sink } from "../../data/transfer/sink.ts";
import type { Source } from "../../data/transfer/source.ts";
import type { Effort } from "../../data/transfer/table-sink.ts";
import { DynError } from "../../errors.ts";
import type { MoveLine } from "./line.ts";

/** What is moved where, besides what `move` takes and is the same for all commands. */
export interface Move
  extends Pick<
    MoveOptions,
    "transform" | "checkpoint" | "checkpointEvery" | "from" | "isRepeatable" | "clock"
  > {
  readonly source: Source;
  readonly sink: Sink & { readonly effort?: Effort };
  readonly line: MoveLine;
  /** Whose dead letters they are, and as which file `--dead-letter` wants them. */
  readonly table: string;
  readonly deadLetter: string | undefined;
}

/** How a command tells of its end; `letters` is the dead-letter file. */
export interface Telling {
  stopped(moved: Moved): string;
  finished(moved: Moved, letters: string): Promise<void>;
  partial(moved: Moved, letters: string): DynError;
}

/** Moves items into a table, shows how it goes, and tells how it went. */
export async function runMove(session: Session, job: Move, telling: Telling): Promise<void> {
  const { source, sink, line, checkpoint, from } = job;
  const { context, signal } = session;
  const { path, shown } = await deadLetterPlace({
    table: job.table,
    cwd: context.cwd,
    named: job.deadLetter,
    begun: from?.deadLetter,
  });
  const letters = deadLetter(path, shown);
  const onProgress: MoveOptions["onProgress"] = counts => line.note(counts);
  let moved: Moved | undefined;
  try {
    line.watch(sink);
    moved = await move(source, sink, { ...job, deadLetter: letters, signal, onProgress });
  } finally {
    line.stop();
    // Whoever goes on with the job finds its own.
    await letters.close({ keepEmpty: checkpoint !== undefined && moved?.finished !== true });
  }
  if (!moved.finished) {
    await session.notice(telling.stopped(moved));
    throw moved.failure?.error ?? new DynError("interrupted", "interrupted");
  }
  await telling.finished(moved, shown);
  // Not before: what is killed until here is to tell its end when it is run again.
  await checkpoint?.remove();
  if (moved.counts.rejected > 0) throw telling.partial(moved, shown);
}
