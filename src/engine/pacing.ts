import { LatencyHistogram } from "./histogram.ts";

/** How an open loop kept to its schedule; of a closed loop nothing is noted. */
export class Pacing {
  /** How late operations started that found a free lane. */
  readonly lag = new LatencyHistogram();
  /** Operations for which no lane was free when they were due. */
  queued = 0;
  /** Operations that were due and never sent. */
  unsent = 0;

  start(lateMs: number, queued: boolean): void {
    if (queued) this.queued++;
    else this.lag.record(Math.max(0, Math.round(lateMs * 1000)));
  }
}
