import { DynError } from "../../errors.ts";
import type { Scenario, SumCheck } from "../../scenario/scenario.ts";
import type { Reader } from "../../targets/target.ts";
import type { CheckClock, CheckContext, Finding } from "./context.ts";
import { keyNamesOf } from "./failing-keys.ts";
import { addUp, snapshotOf } from "./sum.ts";
import { counted, grouped } from "./wording.ts";

/** What checks with `duringMs` came to while the load ran. */
export type DuringFindings = ReadonlyMap<SumCheck, DuringFinding>;

export interface DuringFinding extends Finding {
  /** What was found when it failed first; the detail says when, and how often. */
  readonly violation?: string;
}

export interface ChecksWatch {
  /** To be called when the load starts: times are told from then on. */
  loadStarts(): void;
  /** Waits for a reading that is under way. */
  stop(): Promise<DuringFindings>;
}

/**
 * Judges the checks with `duringMs` again and again, the first time at once, until it is
 * stopped. A reading that fails counts as not judged. What it gives goes to `judgeChecks`, which
 * judges each once more after the load.
 */
export function watchChecks(
  scenario: Scenario,
  reader: Reader,
  clock: CheckClock,
  signal?: AbortSignal,
): ChecksWatch {
  let startMs = Number.POSITIVE_INFINITY;
  const watches = scenario.checks.flatMap(check =>
    check.kind === "sum" && check.duringMs !== undefined
      ? [startWatch(check, { seed: scenario.seed, reader, clock, ...(signal && { signal }) })]
      : [],
  );
  return {
    loadStarts: () => {
      startMs = clock.monotonic();
    },
    stop: async () => new Map(await Promise.all(watches.map(stop => stop(startMs)))),
  };
}

type Watched = Pick<CheckContext, "seed" | "reader" | "clock" | "signal">;

function startWatch(
  check: SumCheck,
  watched: Watched,
): (loadStartMs: number) => Promise<[SumCheck, DuringFinding]> {
  const { clock, signal } = watched;
  const readings = new Readings();
  let over = false;
  let wake = () => {};
  const watch = async () => {
    const read = reading(check, watched);
    while (!over && signal?.aborted !== true) {
      try {
        const finding = await read();
        readings.judged(finding, clock.monotonic());
      } catch (error) {
        if (!(error instanceof DynError)) throw error;
        readings.failed(error);
      }
      if (over) return;
      await new Promise<void>(resolve => {
        const cancel = clock.after(check.duringMs ?? 0, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      });
    }
  };
  const ended = watch();
  // Who stops the watch is told; until then it is no error that nobody handles.
  ended.catch(() => {});
  return async loadStartMs => {
    over = true;
    wake();
    await ended;
    return [check, readings.finding(loadStartMs)];
  };
}

/** Asks for the table's key at the first reading that gets so far. */
function reading(
  check: SumCheck,
  { seed, reader, clock, signal }: Watched,
): () => Promise<Finding> {
  const { entity, table } = check;
  if (entity === undefined) throw new TypeError("a check while the load runs is about an entity");
  const snapshot = snapshotOf(entity, { seed, reader, clock });
  let keyNames: readonly string[] | undefined;
  return async () => {
    keyNames ??= keyNamesOf(await reader.describe(table, signal));
    return (await addUp(check, keyNames, snapshot, signal)).finding;
  };
}

/** What the readings of one check have shown so far. */
class Readings {
  #judged = 0;
  #violations = 0;
  #first: { readonly finding: Finding; readonly atMs: number } | undefined;
  #failed = 0;
  #lastFailure = "";

  judged(finding: Finding, atMs: number): void {
    this.#judged += 1;
    if (finding.ok) return;
    this.#violations += 1;
    this.#first ??= { finding, atMs };
  }

  failed({ message }: DynError): void {
    this.#failed += 1;
    this.#lastFailure = message;
  }

  finding(loadStartMs: number): DuringFinding {
    const times = counted(this.#judged, "time");
    const unread =
      this.#failed === 0
        ? ""
        : `; ${counted(this.#failed, "reading")} failed, the last: ${this.#lastFailure}`;
    if (this.#first !== undefined) {
      const { finding, atMs } = this.#first;
      const when =
        atMs < loadStartMs
          ? "before the load"
          : `${((atMs - loadStartMs) / 1000).toFixed(1)} s into the load`;
      const often = `it failed ${grouped(this.#violations)} of ${times}`;
      const detail = `first seen ${when}; ${often}${unread}`;
      return { ok: false, violation: finding.detail, detail, keys: finding.keys };
    }
    if (this.#judged === 0) {
      return { ok: false, detail: `never judged${unread}`, keys: [] };
    }
    return { ok: true, detail: `held ${times}${unread}`, keys: [] };
  }
}
