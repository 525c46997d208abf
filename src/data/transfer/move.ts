import type { Clock } from "../../engine/clock.ts";
import { DynError } from "../../errors.ts";
import type { DeadLetter } from "../dead-letter.ts";
import { merged } from "../merged.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type Counts, settledIn } from "./counts.ts";
import { defaultEvery } from "./defaults.ts";
import {
  Frontier,
  type FrontierState,
  type LaneState,
  type Reason,
  startState,
} from "./frontier.ts";
import type { MovedItem } from "./moved-item.ts";
import { Saving } from "./saving.ts";
import type { Sink } from "./sink.ts";
import { type Chunk, isBad, type Source } from "./source.ts";
import type { Ticket } from "./ticket.ts";
import { untilAborted } from "./until-aborted.ts";

/** Makes another item of one. Throws a DynError for an item of which it cannot. */
export type Transform = (item: MovedItem, line: number) => MovedItem;

/** What a checkpoint of a move holds. */
export type MoveState = FrontierState;

export interface MoveOptions {
  readonly transform?: Transform | undefined;
  /** Where records go that are no items, and, as they came, items that the sink does not take. */
  readonly deadLetter: DeadLetter;
  /** Holds the last state in the end, too: whoever has told of the end removes it. */
  readonly checkpoint?: Checkpoint<MoveState> | undefined;
  /** So many records after one checkpoint comes the next; 5,000 unless told. */
  readonly checkpointEvery?: number;
  /** What the checkpoint held: where to go on. */
  readonly from?: MoveState | undefined;
  /** Whether the source can be read again from its beginning. */
  readonly isRepeatable: boolean;
  readonly clock: Pick<Clock, "monotonic">;
  /** Reads no more; the sink ends what is in flight. */
  readonly signal: AbortSignal;
  readonly onProgress?: (counts: Counts) => void;
}

export interface Moved {
  /** Of the whole job, earlier runs that the checkpoint told of among it. */
  readonly counts: Counts;
  /** Items that this run has stored, or found there. */
  readonly settled: number;
  readonly elapsedMs: number;
  /** How far each lane came. */
  readonly lanes: readonly LaneState[];
  /** Why the first one went to the dead letters. */
  readonly reason: Reason | undefined;
  /** Everything that the source gave is stored or in the dead letters. */
  readonly finished: boolean;
  /** What ended it before, an interruption aside. */
  readonly failure: { readonly error: unknown } | undefined;
}

/** Dead letters that may wait in memory for the chunks before theirs. */
const mostHeldDead = 10_000;

/**
 * Moves all items of a source into a sink. With a checkpoint, a run that ends before, however it
 * does, is followed by one that goes on after what is stored or in the dead letters; its dead
 * letters are cut to those. Without, an interrupted run of a source that can be read again takes its
 * dead letters back, since the next one starts over. Never rejects: how far it came counts, whatever
 * ends it.
 */
export async function move(source: Source, sink: Sink, options: MoveOptions): Promise<Moved> {
  const { deadLetter, checkpoint, checkpointEvery = defaultEvery, clock, signal } = options;
  const startMs = clock.monotonic();
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  let failure: Moved["failure"];
  const fail = (error: unknown) => {
    if (signal.aborted && error instanceof DynError && error.kind === "interrupted") return;
    failure ??= { error };
    stop.abort();
  };
  const saving = checkpoint && new Saving(checkpoint, deadLetter, checkpointEvery, clock);
  const frontier = new Frontier(
    options.from ??
      startState(source.lanes, {
        deadLetter: deadLetter.shown,
        deadBytes: await deadLetter.sizeBytes(),
      }),
    dead => deadLetter.add(...dead),
    () => {
      if (frontier.failure) fail(frontier.failure.error);
      void saving?.note(frontier.state).catch(fail);
    },
  );
  const start = frontier.state;
  try {
    await deadLetter.cut(start.deadBytes);
    await saving?.write(start);
    await pump(source, sink, frontier, { ...options, signal: stopped });
    await sink.end();
  } catch (error) {
    fail(error);
    await sink.end().catch(() => {});
  }
  await frontier.settled();
  const finished = failure === undefined && !stopped.aborted;
  if (finished && frontier.open > 0) fail(new Error(`${frontier.open} chunks were not settled`));
  await saving?.write(frontier.state).catch(fail);
  if (!finished && saving === undefined && options.isRepeatable) {
    await deadLetter.cut(start.deadBytes).catch(fail);
  }
  const counts = frontier.counts();
  return {
    counts,
    settled: settledIn(counts) - settledIn(start.counts),
    elapsedMs: clock.monotonic() - startMs,
    lanes: frontier.state.lanes,
    reason: frontier.state.reason,
    finished: finished && failure === undefined,
    failure,
  };
}

/** Reads until the source ends or the signal is aborted, no faster than the sink takes it. */
async function pump(
  source: Source,
  sink: Sink,
  frontier: Frontier,
  { transform, signal, onProgress }: MoveOptions,
): Promise<void> {
  const lanes = frontier.state.lanes.map(({ next }, lane) =>
    untilAborted(source.read(lane, next, signal), signal),
  );
  for await (const chunk of merged(lanes)) {
    if (signal.aborted) return;
    deliver(chunk, frontier.begin(chunk), sink, transform);
    onProgress?.(frontier.counts());
    await sink.room();
    while (frontier.heldDead > mostHeldDead && !signal.aborted) await frontier.passed(signal);
  }
}

function deliver(
  { records }: Chunk,
  ticket: Ticket,
  sink: Sink,
  transform: Transform | undefined,
): void {
  for (const record of records) {
    if (isBad(record)) {
      ticket.refuse(record);
      continue;
    }
    const { item: original, line } = record;
    try {
      const item = transform === undefined ? original : transform(original, line);
      sink.put(ticket.delivery(item, original, line));
    } catch (error) {
      if (!(error instanceof DynError)) throw error;
      const fate = { kind: "refused", code: "TransformFailed", message: error.message } as const;
      ticket.settle({ item: original, line }, fate);
    }
  }
}
