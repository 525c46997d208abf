import type { Load, Threshold } from "../scenario/scenario.ts";
import type { Clock } from "./clock.ts";
import { GeneratorWatch, type Reading } from "./generator.ts";
import { Recorder } from "./recorder.ts";
import type { ThresholdResult } from "./result.ts";
import type { Measurement } from "./run-load.ts";
import { type PaceState, type Remaining, type Snapshot, takeSnapshot } from "./snapshot.ts";

/** The measured part of a run, begun by its first operation. */
interface Measured {
  readonly recorder: Recorder;
  readonly generator: GeneratorWatch;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** The measured part once it is over. */
export interface Finished extends Pick<Measured, "recorder" | "startedAt"> {
  readonly reading: Reading;
}

/**
 * A run's way from warm-up to its end. An operation belongs to the phase in which it starts: those
 * of the warm-up are recorded apart and left out of the result, also when they end after it.
 */
export class Course {
  readonly #load: Load;
  readonly #clock: Clock;
  readonly #names: readonly string[];
  readonly #warmup: Recorder;
  #measured: Measured | undefined;
  #admitted = 0;
  #readPace: ((nowMs: number) => PaceState) | undefined;

  /** `load` is what one slice has of it. */
  constructor(load: Load, operationNames: readonly string[], clock: Clock) {
    this.#load = load;
    this.#clock = clock;
    this.#names = operationNames;
    this.#warmup = new Recorder(operationNames, clock.monotonic());
  }

  /** When the warm-up began, on the monotonic clock. */
  get startMs(): number {
    return this.#warmup.startMs;
  }

  /** Since the measurement began; undefined in the warm-up. */
  measuredMs(nowMs: number): number | undefined {
    return this.#measured && nowMs - this.#measured.recorder.startMs;
  }

  /** Where an operation of an open loop is recorded, whose schedule knows which phase it is of. */
  place(measured: boolean): Recorder {
    if (!measured) return this.#warmup;
    this.#admitted++;
    return this.#measureOnSchedule().recorder;
  }

  /** Where an operation that starts now is recorded; undefined when no more may start. */
  admit(nowMs: number): Recorder | undefined {
    if (this.#measured === undefined) {
      if (nowMs < this.#warmup.startMs + this.#load.warmupMs) return this.#warmup;
      this.#measured = this.#measure(nowMs);
    }
    const { extent } = this.#load;
    const { recorder } = this.#measured;
    const open =
      extent.kind === "duration"
        ? nowMs < recorder.startMs + extent.durationMs
        : this.#admitted < extent.requests;
    if (!open) return undefined;
    this.#admitted++;
    return recorder;
  }

  /** Takes what an open loop tells of its pace; a closed one has none. */
  follow(read: (nowMs: number) => PaceState): void {
    this.#readPace = read;
  }

  /** Time until then is measured too, even if nothing ended in it. */
  cover(untilMs: number): void {
    this.#measureOnSchedule().recorder.cover(untilMs);
  }

  /** Closes the seconds that are over; true when there were any. */
  advance(nowMs: number): boolean {
    const over = (this.#measured?.recorder ?? this.#warmup).timeline.advance(nowMs);
    if (over) this.#measured?.generator.lap();
    return over;
  }

  snapshot(nowMs: number): Snapshot {
    const pace = this.#readPace?.(nowMs);
    if (this.#measured === undefined) {
      const remainingMs = Math.max(0, this.#warmup.startMs + this.#load.warmupMs - nowMs);
      return takeSnapshot("warmup", this.#warmup, nowMs, { kind: "duration", remainingMs }, pace);
    }
    const { recorder } = this.#measured;
    return takeSnapshot("measured", recorder, nowMs, this.#remaining(recorder, nowMs), pace);
  }

  /** Holds what was measured so far against thresholds. */
  judge(thresholds: readonly Threshold[]): readonly ThresholdResult[] {
    return this.#measured?.recorder.judge(thresholds) ?? [];
  }

  /** What was measured so far; nothing during the warm-up. */
  measurement(): Measurement {
    const { startMs } = this.#warmup;
    const recorder = this.#measured?.recorder ?? new Recorder(this.#names, startMs);
    return {
      elapsedSeconds: recorder.elapsedSeconds,
      total: recorder.total(),
      operations: recorder.operations(),
    };
  }

  /** Ends the measurement; an empty one when the run was cut short in its warm-up. */
  finish(): Finished {
    const { recorder, startedAt, generator } =
      this.#measured ?? this.#measure(this.#clock.monotonic());
    const reading = generator.stop();
    recorder.timeline.finish();
    return { recorder, startedAt, reading };
  }

  #measureOnSchedule(): Measured {
    this.#measured ??= this.#measure(this.#warmup.startMs + this.#load.warmupMs);
    return this.#measured;
  }

  #measure(nowMs: number): Measured {
    return {
      recorder: new Recorder(this.#names, nowMs),
      generator: new GeneratorWatch(this.#clock),
      // An open loop that is behind comes to its first measured operation later than was intended.
      startedAt: this.#clock.now() - (this.#clock.monotonic() - nowMs),
    };
  }

  #remaining(recorder: Recorder, nowMs: number): Remaining {
    const { extent } = this.#load;
    if (extent.kind === "requests") {
      return { kind: "requests", remainingRequests: extent.requests - this.#admitted };
    }
    const remainingMs = Math.max(0, recorder.startMs + extent.durationMs - nowMs);
    return { kind: "duration", remainingMs };
  }
}
