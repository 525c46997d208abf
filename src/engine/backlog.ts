import type { Arrival, Schedule } from "./schedule.ts";

/** How far a schedule has come by a time, whatever was sent of it. Asked in ascending order. */
export class Backlog {
  readonly #schedule: Schedule;
  #next: Arrival | undefined;
  #due = 0;

  /** The schedule is not to be used otherwise. */
  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#next = schedule.next();
  }

  /** Measured arrivals that were due by then. */
  countDue(nowMs: number): number {
    for (
      ;
      this.#next !== undefined && this.#next.atMs <= nowMs;
      this.#next = this.#schedule.next()
    ) {
      if (this.#next.measured) this.#due++;
    }
    return this.#due;
  }

  /** How long ago the schedule ended; negative when arrivals are still to come. */
  sinceEndMs(nowMs: number): number {
    this.countDue(nowMs);
    return this.#next === undefined ? nowMs - this.#schedule.endMs : -1;
  }
}
