import type { AnswerCache } from "../../gateway/cache.ts";
import type { MetricFamily } from "../../gateway/metrics/family.ts";

/** All processes that serve the same, as one of them sees them. */
export interface Peers {
  /** Of this process, counted from 1. */
  readonly number: number;
  /** What all processes have counted, this one and those that have ended included. */
  families(): Promise<readonly (readonly MetricFamily[])[]>;
  /** Drops what all of them keep; how much that was. */
  invalidate(what: Invalidated): Promise<number>;
}

/** Answers that are to be dropped; undefined: all. */
export type Invalidated = Parameters<AnswerCache["invalidate"]>[0];
