import type { Progress } from "../../cli/progress.ts";
import type { Session } from "../../cli/session.ts";
import { type Counts, noCounts, settledIn } from "../../data/transfer/counts.ts";
import type { TableSink } from "../../data/transfer/table-sink.ts";
import type { Clock } from "../../engine/clock.ts";
import { counted, formatCount, formatDuration, formatRate } from "../../output/units.ts";
import type { Plan } from "./plan.ts";

const everyMs = 200;

/** The live line of an import. */
export class ImportProgress {
  readonly #head: string;
  readonly #line: Progress;
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #totalBytes: number | undefined;
  readonly #saving: string[];
  #bytes = 0;
  #counts: Counts = noCounts;
  #first: Counts | undefined;
  #sink: TableSink | undefined;
  #pause: string | undefined;
  #stop = () => {};

  constructor(session: Session, { table, files, options }: Plan, target: string, clock: Clock) {
    const names = files.length === 1 ? files[0]?.name : counted(files.length, "file");
    this.#head = `importing ${names} into ${table} · ${target}`;
    this.#line = session.progress(this.#head);
    this.#clock = clock;
    this.#startMs = clock.monotonic();
    const every = `checkpoint every ${formatCount(options.checkpointEvery)} lines`;
    this.#saving = options.checkpoint === undefined ? [] : [every];
    const sizes = files.map(({ sizeBytes }) => sizeBytes);
    const known = sizes.filter(size => size !== undefined);
    this.#totalBytes =
      known.length === sizes.length ? known.reduce((sum, size) => sum + size, 0) : undefined;
  }

  /** Whether anybody sees it. */
  get drawn(): boolean {
    return this.#line.drawn;
  }

  watch(sink: TableSink): void {
    this.#sink = sink;
    if (this.#line.drawn) this.#stop = this.#clock.every(everyMs, () => this.#draw());
  }

  addBytes(count: number): void {
    this.#bytes += count;
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
    const parts = [`${formatCount(settled)} items`];
    if (done > 0) parts.push(formatRate((done * 1000) / elapsedMs));
    if (units > 0) parts.push(`${formatCount((units * 1000) / elapsedMs)} WCU`);
    if (retried > 0) parts.push(`${formatCount(retried)} retried`);
    if (rejected > 0) parts.push(`${formatCount(rejected)} rejected`);
    const waiting = this.#pause ?? trouble;
    if (waiting !== undefined) parts.push(waiting);
    else if (this.#totalBytes !== undefined && this.#bytes > 0) {
      const left = Math.max(0, this.#totalBytes - this.#bytes);
      const leftMs = Math.ceil((elapsedMs * left) / this.#bytes / 1000) * 1000;
      parts.push(`${formatDuration(leftMs)} left`);
    }
    this.#line.update(`${this.#head}   ${[...parts, ...this.#saving].join(" · ")}`);
  }
}
