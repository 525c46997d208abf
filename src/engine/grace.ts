import { setMaxListeners } from "node:events";
import type { Clock } from "./clock.ts";

/** What work in flight listens to: aborted some time after it was asked to end. */
export interface Grace {
  readonly signal: AbortSignal;
  /** Aborts at once. */
  cut(reason: unknown): void;
  /** To be called when nothing is in flight any more. */
  release(): void;
}

/** Less would cut off replies that are on their way, more would try the patience of who waits. */
const graceMs = 2000;

/** Gives what is in flight 2 s to end by itself once `asked` has been aborted. */
export function grace(asked: AbortSignal | undefined, clock: Pick<Clock, "after">): Grace {
  const controller = new AbortController();
  // Every operation in flight may listen; Node would take more than ten for a leak.
  setMaxListeners(0, controller.signal);
  let stop = () => {};
  const start = () => {
    stop = clock.after(graceMs, () => controller.abort(asked?.reason));
  };
  if (asked?.aborted === true) start();
  else asked?.addEventListener("abort", start, { once: true });
  return {
    signal: controller.signal,
    cut: reason => controller.abort(reason),
    release: () => {
      stop();
      asked?.removeEventListener("abort", start);
    },
  };
}
