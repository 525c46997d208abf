import type { Progress } from "../../cli/progress.ts";
import type { Session } from "../../cli/session.ts";
import type { ExportProgress } from "../../data/export/run.ts";
import type { Clock } from "../../engine/clock.ts";
import { counted, formatCount, formatDuration, formatRate } from "../../output/units.ts";

/** The live line of an export. */
export class ExportLine {
  readonly #line: Progress;
  readonly #what: string;
  readonly #expected: number;
  readonly #before: ExportProgress;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #startMs: number;
  throttled = 0;

  /**
   * @param expected items in all, as far as that is known; 0 when it is not
   * @param before what an earlier run has done
   */
  constructor(
    session: Session,
    what: string,
    expected: number,
    before: ExportProgress,
    clock: Pick<Clock, "monotonic">,
  ) {
    this.#what = what;
    this.#expected = expected;
    this.#before = before;
    this.#clock = clock;
    this.#startMs = clock.monotonic();
    this.#line = session.progress(what);
  }

  show({ items, readUnits }: ExportProgress): void {
    if (!this.#line.drawn) return;
    const seconds = (this.#clock.monotonic() - this.#startMs) / 1000;
    const done = items - this.#before.items;
    const parts = [counted(items, "item")];
    if (done > 0 && seconds > 0) {
      parts.push(formatRate(done / seconds));
      parts.push(`${formatCount((readUnits - this.#before.readUnits) / seconds)} RCU`);
    }
    if (this.throttled > 0) parts.push(`${formatCount(this.throttled)} throttled`);
    const left = this.#expected - items;
    if (done > 0 && left > 0) {
      parts.push(`${formatDuration(Math.ceil((left * seconds) / done) * 1000)} left`);
    }
    this.#line.update(`${this.#what}   ${parts.join(" · ")}`);
  }

  /** @param why nothing goes on just now; undefined when it does again */
  wait(why: string | undefined): void {
    this.#line.update(why === undefined ? this.#what : `${this.#what}   ${why}`);
  }

  stop(): void {
    this.#line.stop();
  }
}
