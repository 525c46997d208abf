import { DynError } from "../../errors.ts";
import type { Reader } from "../../targets/target.ts";
import type { Clock } from "../clock.ts";
import type { CheckResult } from "../result.ts";
import type { WrittenItems } from "../written-items.ts";

/** What checks need to know of time. */
export type CheckClock = Pick<Clock, "now" | "monotonic" | "after">;

/** What a check is judged with. */
export interface CheckContext {
  /** The run's: items follow from it and their index. */
  readonly seed: number;
  readonly reader: Reader;
  readonly written: WrittenItems;
  /** Names of entities that had new items before the load: see `findEarlierItems`. */
  readonly earlier: ReadonlySet<string>;
  readonly clock: CheckClock;
  readonly signal?: AbortSignal;
  /** Called with the number of items that were read since it was called last. */
  readonly progress: (items: number) => void;
}

export type Finding = Pick<CheckResult, "ok" | "detail" | "keys">;

/** @throws DynError "interrupted" */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new DynError("interrupted", "interrupted while the checks were judged", {
      hint: "what was measured stands; the checks that had no result yet are open",
    });
  }
}

/** Waits, or rejects as `throwIfInterrupted` does. */
export async function pauseFor(
  delayMs: number,
  { clock, signal }: Pick<CheckContext, "clock" | "signal">,
): Promise<void> {
  throwIfInterrupted(signal);
  let cancel = () => {};
  let wake = () => {};
  await new Promise<void>(resolve => {
    wake = resolve;
    cancel = clock.after(delayMs, resolve);
    signal?.addEventListener("abort", wake);
  });
  cancel();
  signal?.removeEventListener("abort", wake);
  throwIfInterrupted(signal);
}
