import type { Progress } from "../../cli/progress.ts";
import type { Session } from "../../cli/session.ts";
import { type Counts, noCounts, settledIn } from "../../data/transfer/counts.ts";
import type { TableSink } from "../../data/transfer/table-sink.ts";
import type { Clock } from "../../engine/clock.ts";
import { counted, formatCount, formatDuration, formatRate } from "../../output/units.ts";

const everyMs = 200;

/** The live line of a copy. */
export class CopyLine {
  readonly #line: Progress;
  readonly #what: string;
  readonly #expected: number;
  readonly #clock: Clock;
  readonly #startMs: number;
  #counts: Counts = noCounts;
  #first: Counts | undefined;
  #sink: TableSink | undefined;
  #pause: string | undefined;
  #stop = () => {};

  /** @param expected items in all, about; 0 when nobody knows */
  constructor(session: Session, what: string, expected: number, clock: Clock) {
    this.#what = what;
    this.#expected = expected;
    this.#clock = clock;
    this.#startMs = clock.monotonic();
    this.#line = session.progress(what);
  }

  /** Whether anybody sees it. */
  get drawn(): boolean {
    return this.#line.drawn;
  }

  watch(sink: TableSink): void {
    this.#sink = sink;
    if (this.drawn) this.#stop = this.#clock.every(everyMs, () => this.#draw());
  }

  note(counts: Counts): void {
    this.#first ??= counts;
    this.#counts = counts;
  }

  /** Why nothing goes on just now; undefined when it does again. */
  pause(why: string | undefined): void {
    this.#pause = why;
  }

  stop(): void {
    this.#stop();
    this.#line.stop();
  }

  #draw(): void {
    const elapsedMs = this.#clock.monotonic() - this.#startMs;
    const { rejected } = this.#counts;
    const settled = settledIn(this.#counts);
    const done = settled - settledIn(this.#first ?? this.#counts);
    const { units = 0, retried = 0, trouble } = this.#sink?.effort ?? {};
    const parts = [counted(settled, "item")];
    if (done > 0) parts.push(formatRate((done * 1000) / elapsedMs));
    if (units > 0) parts.push(`${formatCount((units * 1000) / elapsedMs)} WCU`);
    if (retried > 0) parts.push(`${formatCount(retried)} retried`);
    if (rejected > 0) parts.push(`${formatCount(rejected)} rejected`);
    const left = this.#expected - settled - rejected;
    const waiting = this.#pause ?? trouble;
    if (waiting !== undefined) parts.push(waiting);
    else if (done > 0 && left > 0) {
      parts.push(`${formatDuration(Math.ceil((left * elapsedMs) / done / 1000) * 1000)} left`);
    }
    this.#line.update(`${this.#what}   ${parts.join(" · ")}`);
  }
}
