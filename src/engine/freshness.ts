import type { Freshness } from "../scenario/scenario.ts";
import type { Prepared } from "../targets/target.ts";
import type { Clock } from "./clock.ts";
import { OutcomeSum } from "./outcome-sum.ts";

/** Replicas are behind by milliseconds; whoever asks more often learns little more. */
const firstPauseMs = 1;
const mostPauseMs = 50;

/**
 * Makes a read again, with growing pauses, until it finds its item: it reads what was written before
 * it. One that does not within its time has failed with `StaleRead`.
 */
export function untilFresh(
  send: Prepared,
  { withinMs }: Pick<Freshness, "withinMs">,
  clock: Pick<Clock, "monotonic" | "after">,
): Prepared {
  return async (scope, signal, within) => {
    const startMs = clock.monotonic();
    const sum = new OutcomeSum();
    let pauseMs = firstPauseMs;
    for (let staleReads = 0; ; staleReads++) {
      const outcome = await send(scope, signal, within);
      sum.add(outcome);
      // Whether it would have seen the write, nobody knows.
      if (outcome.status !== "ok") return sum.endedBy(outcome);
      const elapsedMs = clock.monotonic() - startMs;
      if (outcome.items > 0) {
        const { captured } = outcome;
        const freshness = { staleReads, elapsedMs };
        return { ...sum.ok(), ...(captured !== undefined && { captured }), freshness };
      }
      const leftMs = withinMs - elapsedMs;
      if (leftMs <= 0 || signal?.aborted) {
        const freshness = { staleReads: staleReads + 1, elapsedMs };
        return { ...sum.endedBy({ ...outcome, status: "failed", code: "StaleRead" }), freshness };
      }
      await pause(clock, Math.min(pauseMs, leftMs), signal);
      pauseMs = Math.min(pauseMs * 2, mostPauseMs);
    }
  };
}

/** Ends early when the signal does. */
function pause(
  clock: Pick<Clock, "after">,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      cancel();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal?.addEventListener("abort", end, { once: true });
  });
}
