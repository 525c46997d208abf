import { createLimiter } from "./limiter.ts";

/** What a lane does after an operation: start another one, but first wait a while, or end. */
export type After = "next" | "pause" | "end";

/** Performs one operation. */
export type Step = () => Promise<After>;

/**
 * Keeps `concurrency` operations in flight: each lane starts its next one when its last has ended.
 * Resolves when every lane has been told that there is no more.
 */
export async function closedLoop(
  concurrency: number,
  lane: () => Step,
  pause: () => Promise<void>,
): Promise<void> {
  const limit = createLimiter(concurrency);
  const follow = async (step: Step) => {
    for (;;) {
      const after = await limit(step);
      if (after === "end") return;
      if (after === "pause") await pause();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, () => follow(lane())));
}
