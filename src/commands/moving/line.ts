import type { Progress } from "../../cli/progress.ts";
import type { Session } from "../../cli/session.ts";
import { type Counts, noCounts, settledIn } from "../../data/transfer/counts.ts";
import type { Effort } from "../../data/transfer/table-sink.ts";
import type { Clock } from "../../engine/clock.ts";
import { counted, formatCount, formatDuration, formatRate } from "../../output/units.ts";

export interface MoveLineOptions {
  /** What goes on, such as `copying local:Orders to staging:Orders`. */
  readonly what: string;
  /** What is moved; items unless told. */
  readonly noun?: string;
  /** How much of this run's work is done, from 0 to 1; undefined when nobody knows. */
  readonly share: (moved: number) => number | undefined;
  /** What is said behind all else. */
  readonly remark?: string | undefined;
  readonly clock: Clock;
}

const everyMs = 200;

/** The live line of items that go into a table: `importing …   1,204 items · 310/s · 3 min left`. */
export class MoveLine {
  readonly #line: Progress;
  readonly #options: MoveLineOptions;
  readonly #startMs: number;
  #counts: Counts = noCounts;
  #first: Counts | undefined;
  #sink: { readonly effort?: Effort } | undefined;
  #pause: string | undefined;
  #stop = () => {};

  constructor(session: Session, options: MoveLineOptions) {
    this.#options = options;
    this.#startMs = options.clock.monotonic();
    this.#line = session.progress(options.what);
  }

  /** Whether anybody sees it. */
  get drawn(): boolean {
    return this.#line.drawn;
  }

  watch(sink: { readonly effort?: Effort }): void {
    this.#sink = sink;
    if (this.drawn) this.#stop = this.#options.clock.every(everyMs, () => this.#draw());
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
    const { what, remark, noun = "item" } = this.#options;
    const elapsedMs = this.#options.clock.monotonic() - this.#startMs;
    const { rejected } = this.#counts;
    const first = this.#first ?? this.#counts;
    const settled = settledIn(this.#counts);
    const done = settled - settledIn(first);
    const { units = 0, retried = 0, trouble } = this.#sink?.effort ?? {};
    const parts = [counted(settled, noun)];
    if (done > 0) parts.push(formatRate((done * 1000) / elapsedMs));
    if (units > 0) parts.push(`${formatCount((units * 1000) / elapsedMs)} WCU`);
    if (retried > 0) parts.push(`${formatCount(retried)} retried`);
    if (rejected > 0) parts.push(`${formatCount(rejected)} rejected`);
    const share = this.#options.share(done + rejected - first.rejected);
    const waiting = this.#pause ?? trouble;
    if (waiting !== undefined) parts.push(waiting);
    else if (share !== undefined && share > 0) parts.push(leftText(elapsedMs, Math.min(1, share)));
    if (remark !== undefined) parts.push(remark);
    this.#line.update(`${what}   ${parts.join(" · ")}`);
  }
}

function leftText(elapsedMs: number, share: number): string {
  return `${formatDuration(Math.ceil((elapsedMs * (1 - share)) / share / 1000) * 1000)} left`;
}
