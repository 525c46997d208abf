import type { Clock } from "../../engine/clock.ts";
import { merged } from "../merged.ts";
import type { Checkpoint } from "../transfer/checkpoint.ts";
import { isBad, type Source } from "../transfer/source.ts";
import type { Output } from "./output.ts";
import type { ExportState } from "./state.ts";

export interface ExportProgress {
  readonly items: number;
  readonly readUnits: number;
}

export interface RunOptions {
  readonly state: ExportState;
  readonly checkpoint?: Checkpoint<ExportState> | undefined;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, "monotonic">;
  readonly onProgress: (progress: ExportProgress) => void;
}

/** A checkpoint is written so seldom that it takes this share of the time at most. */
const checkpointShare = 0.05;

/**
 * Brings all items of a source to an output. With a checkpoint the state is kept, at the end of a
 * run that fails as well. Throws what ended it.
 */
export async function runExport(
  source: Source,
  output: Output,
  { state, checkpoint, signal, clock, onProgress }: RunOptions,
): Promise<ExportState> {
  const lanes = [...state.lanes];
  let { items, readUnits, files } = state;
  let nextMs = 0;
  const now = (): ExportState => ({ ...state, lanes: [...lanes], files, items, readUnits });
  const save = async () => {
    const startMs = clock.monotonic();
    files = await output.flush();
    await checkpoint?.write(now());
    const tookMs = clock.monotonic() - startMs;
    nextMs = startMs + tookMs / checkpointShare;
  };
  const reading = new AbortController();
  const ending = AbortSignal.any([signal, reading.signal]);
  const readings = lanes.map(({ next }, lane) => source.read(lane, next, ending));
  let isWriting = false;
  try {
    for await (const { lane, records, next, readUnits: units } of merged(readings)) {
      const good = records.flatMap(record => (isBad(record) ? [] : [record.item]));
      isWriting = true;
      await output.write(good);
      lanes[lane] = { next };
      items += good.length;
      readUnits += units;
      if (checkpoint && clock.monotonic() >= nextMs) await save();
      isWriting = false;
      onProgress({ items, readUnits });
    }
    await save();
    return now();
  } catch (error) {
    // What could not be written before will not be now.
    if (checkpoint && !isWriting) await save();
    throw error;
  } finally {
    reading.abort();
  }
}
