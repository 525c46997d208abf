import { createLimiter } from "./limiter.ts";

/** Performs one operation; false when no more is to be started. */
export type Step = () => Promise<boolean>;

/**
 * Keeps `concurrency` operations in flight: each lane starts its next one when its last has ended.
 * Resolves when every lane has been told that there is no more.
 */
export async function closedLoop(concurrency: number, lane: () => Step): Promise<void> {
  const limit = createLimiter(concurrency);
  const follow = async (step: Step) => {
    while (await limit(step));
  };
  await Promise.all(Array.from({ length: concurrency }, () => follow(lane())));
}
