import { endingThresholds } from "../../engine/abort-judge.ts";
import { OperationTallies } from "../../engine/operation-tallies.ts";
import type { ThresholdResult } from "../../engine/result.ts";
import type { Measurement } from "../../engine/run-load.ts";
import { mergeSnapshots, type Snapshot } from "../../engine/snapshot.ts";
import { judge } from "../../engine/thresholds.ts";
import type { Threshold } from "../../scenario/scenario.ts";
import type { WorkersOptions } from "./workers.ts";

interface Hooks {
  readonly onTick: (snapshot: Snapshot) => void;
  /** Called once, when a threshold that ends a run is missed. */
  readonly stop: () => void;
}

interface Latest {
  readonly snapshot: Snapshot;
  readonly measured?: Measurement | undefined;
}

/** Follows what several workers say once a second, each in its own time, as one load. */
export class WorkersWatch {
  readonly #thresholds: readonly Threshold[];
  readonly #workers: number;
  readonly #hooks: Hooks;
  readonly #latest = new Map<number, Latest>();
  readonly #fresh = new Set<number>();
  #missed: string | undefined;

  constructor(
    thresholds: readonly Threshold[],
    { workers, slice }: Pick<WorkersOptions, "workers" | "slice">,
    hooks: Hooks,
  ) {
    this.#thresholds = endingThresholds(thresholds, slice);
    this.#workers = workers;
    this.#hooks = hooks;
  }

  /** The threshold that has ended the run. */
  get missed(): string | undefined {
    return this.#missed;
  }

  tick(worker: number, snapshot: Snapshot, measured: Measurement | undefined): void {
    // One that is late does not hold up what the others say.
    if (this.#fresh.has(worker)) this.#tell();
    this.#latest.set(worker, { snapshot, measured });
    this.#fresh.add(worker);
    if (this.#fresh.size === this.#workers) this.#tell();
  }

  /** A worker has ended: what it has done still counts, and it does no more. */
  end(worker: number): void {
    const latest = this.#latest.get(worker);
    if (latest !== undefined) {
      this.#latest.set(worker, { ...latest, snapshot: atRest(latest.snapshot) });
    }
  }

  #tell(): void {
    this.#fresh.clear();
    const [first, ...others] = [...this.#latest.values()];
    if (first === undefined) return;
    const snapshots = others.map(({ snapshot }) => snapshot);
    const snapshot = mergeSnapshots([first.snapshot, ...snapshots]);
    this.#hooks.onTick(snapshot);
    // Without one of them a rate would be too low.
    const all = this.#latest.size === this.#workers;
    if (all && snapshot.phase === "measured") this.#judge(snapshot.elapsedMs);
  }

  #judge(elapsedMs: number): void {
    if (this.#missed !== undefined) return;
    const due = this.#thresholds.filter(({ abort }) => (abort?.afterMs ?? 0) <= elapsedMs);
    if (due.length === 0) return;
    const measured = [...this.#latest.values()].flatMap(each => each.measured ?? []);
    const missed = judgeTogether(due, measured).find(({ ok, actual }) => !ok && actual !== null);
    if (missed === undefined) return;
    this.#missed = missed.expression;
    this.#hooks.stop();
  }
}

/** Holds what several slices have measured, taken together, against thresholds. */
function judgeTogether(
  thresholds: readonly Threshold[],
  measured: readonly Measurement[],
): readonly ThresholdResult[] {
  const elapsedSeconds = Math.max(0, ...measured.map(each => each.elapsedSeconds));
  const tallies = new OperationTallies();
  for (const { operations } of measured) tallies.add(operations);
  const figures = tallies.map(tally => tally.figures(elapsedSeconds));
  return judge(thresholds, tallies.total.figures(elapsedSeconds), figures);
}

function atRest(snapshot: Snapshot): Snapshot {
  const { remaining } = snapshot;
  return {
    ...snapshot,
    remaining:
      remaining.kind === "requests"
        ? { kind: "requests", remainingRequests: 0 }
        : { kind: "duration", remainingMs: 0 },
    targetRate: null,
    queued: 0,
    stopping: true,
    opsPerSecond: 0,
    throttled: 0,
    history: [],
    histogram: "",
  };
}
