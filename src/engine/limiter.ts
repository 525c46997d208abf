import pLimit from "p-limit";

/** Runs an operation as soon as fewer than the cap are in flight, and gives what it gives. */
export type Limiter = <T>(operation: () => Promise<T>) => Promise<T>;

/** The cap on operations in flight. This module owns p-limit. */
export function createLimiter(concurrency: number): Limiter {
  return pLimit(concurrency);
}
