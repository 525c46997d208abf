import type { Arrival, Schedule } from "./schedule.ts";

/** How far a schedule has come by a time, whatever was sent of it. */
export class Backlog {
  readonly #schedule: Schedule;
  #next: Arrival | undefined;
  #due = 0;
  #measured = 0;

  /** The schedule is not to be used otherwise. */
  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#next = schedule.next();
  }

  /** Goes on to a later time; asked often it has but few arrivals to walk over. */
  advance(nowMs: number): void {
    while (this.#next !== undefined && this.#next.atMs <= nowMs) {
      this.#due++;
      if (this.#next.measured) this.#measured++;
      this.#next = this.#schedule.next();
    }
  }

  /** Arrivals that were due by then. */
  get due(): number {
    return this.#due;
  }

  /** Those of them that are not of the warm-up. */
  get measured(): number {
    return this.#measured;
  }

  /** Since the schedule began; undefined while arrivals are still to come. */
  get endedMs(): number | undefined {
    return this.#next === undefined ? this.#schedule.endMs : undefined;
  }
}
