import { DynError } from "../errors.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Reader, Target } from "../targets/target.ts";
import { findEarlierItems } from "./checks/earlier.ts";
import { type CheckOptions, judgeChecks } from "./checks/judge.ts";
import { watchChecks } from "./checks/watch.ts";
import type { Result } from "./result.ts";
import { type LoadOptions, type LoadRun, runLoad } from "./run-load.ts";

export interface RunOptions extends LoadOptions {
  /** Told, while checks are judged, how many items a check has read so far. */
  readonly onCheck?: (name: string, done: number) => void;
}

/**
 * Puts the scenario's load on the target, measures it, and judges the scenario's checks; tables and
 * items are there already. An interrupted run gives what it measured until then, with
 * `interrupted`, and judges no checks. Rejects when an operation cannot be prepared or its templates
 * cannot be evaluated; faults of the service are counted, not thrown.
 */
export async function run(
  scenario: Scenario,
  target: Target,
  options: RunOptions,
): Promise<Result> {
  const { clock, signal, onCheck } = options;
  const { load, ...found } = await watchLoad(scenario, target.reader, options, onStart => {
    const ready = async () => {
      await options.ready?.();
      onStart();
    };
    return runLoad(scenario, target, { ...options, ready });
  });
  return concludeRun(scenario, target.reader, load, {
    clock,
    ...found,
    ...(signal && { signal }),
    ...(onCheck && { onProgress: onCheck }),
  });
}

/** A load, and what `concludeRun` has to know of the time before and while it ran. */
export interface WatchedLoad<Load> extends Required<Pick<CheckOptions, "during" | "earlier">> {
  readonly load: Load;
}

/**
 * Performs a load while the checks that ask for it are judged. Looks first for new items that an
 * earlier run has left. `perform` says when the load starts.
 */
export async function watchLoad<Load>(
  scenario: Scenario,
  reader: Reader,
  { clock, signal }: Pick<CheckOptions, "clock" | "signal">,
  perform: (onStart: () => void) => Promise<Load>,
): Promise<WatchedLoad<Load>> {
  const earlier = await findEarlierUnlessAborted(scenario, reader, clock, signal);
  const watch = watchChecks(scenario, reader, clock, signal);
  try {
    const load = await perform(() => watch.loadStarts());
    return { load, during: await watch.stop(), earlier };
  } catch (error) {
    // The load's own error is the one to tell.
    await watch.stop().catch(() => {});
    throw error;
  }
}

/** A run that is interrupted judges no checks, and has nothing to look for. */
async function findEarlierUnlessAborted(
  scenario: Scenario,
  reader: Reader,
  clock: CheckOptions["clock"],
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  if (signal?.aborted) return new Set();
  try {
    return await findEarlierItems(scenario, { reader, clock, ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted) return new Set();
    throw error;
  }
}

/** A load's result with the scenario's checks judged; one that was interrupted, then or now, has none. */
export async function concludeRun(
  scenario: Scenario,
  reader: Reader,
  { result, written }: LoadRun,
  options: CheckOptions,
): Promise<Result> {
  if (result.interrupted) return result;
  try {
    return withChecks(result, await judgeChecks(scenario, reader, written, options));
  } catch (error) {
    const interrupted = error instanceof DynError && error.kind === "interrupted";
    if (!interrupted && options.signal?.aborted !== true) throw error;
    return { ...result, interrupted: true, ok: false };
  }
}

/** The result with its checks judged. */
function withChecks(result: Result, checks: Result["checks"]): Result {
  return { ...result, checks, ok: result.ok && checks.every(({ ok }) => ok) };
}
