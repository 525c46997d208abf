import type { Log } from "../../gateway/log.ts";
import type { MetricFamily } from "../../gateway/metrics/family.ts";
import { CountedByAll } from "./counted-by-all.ts";
import { Polls } from "./polls.ts";
import { Restarts } from "./restarts.ts";
import type { ServeTask } from "./task.ts";
import type { Question } from "./worker-messages.ts";
import { WorkerProcess } from "./worker-process.ts";

/** What one may take beyond the drain for its own end. */
const graceMs = 5_000;

/** The processes that serve together. One that dies is replaced. */
export class WorkerPool {
  readonly #task: ServeTask;
  readonly #log: Log;
  readonly #live = new Map<number, WorkerProcess>();
  readonly #polls = new Polls();
  readonly #counted = new CountedByAll();
  readonly #restarts = new Restarts();
  #started = false;
  #ending = false;
  #cut = 0;
  #onEmpty: () => void = () => {};
  /** Resolves once it is ending and the last process has gone. */
  readonly #empty = new Promise<void>(resolve => {
    this.#onEmpty = resolve;
  });

  constructor(task: ServeTask, log: Log) {
    this.#task = task;
    this.#log = log;
  }

  /**
   * Resolves once all listen.
   * @throws DynError what one of them could not do
   */
  async start(): Promise<string> {
    // Where the first cannot, the others need not try.
    const url = await this.#fork(1);
    if (this.#ending) return url;
    const others = Array.from({ length: this.#task.workers - 1 }, (_, at) => this.#fork(at + 2));
    await Promise.all(others);
    this.#started = true;
    return url;
  }

  /** Drains all, and ends those that do not end by themselves; gives how many requests were cut off. */
  async end(): Promise<number> {
    this.#ending = true;
    this.#restarts.cancel();
    for (const worker of this.#live.values()) worker.send({ kind: "drain" });
    this.#settle();
    const timer = setTimeout(() => void this.kill(), this.#task.drainMs + graceMs);
    await this.#empty;
    clearTimeout(timer);
    return this.#cut;
  }

  /** Ends all at once. */
  async kill(): Promise<void> {
    this.#ending = true;
    for (const worker of this.#live.values()) worker.kill();
    this.#settle();
    await this.#empty;
  }

  #fork(number: number): Promise<string> {
    const worker = new WorkerProcess(number, this.#task, {
      ask: (question, done) => this.#ask(question, done),
      said: (id, answer) => this.#polls.said(id, number, answer),
      ended: cut => {
        this.#cut += cut;
      },
      gone: () => this.#gone(number),
    });
    this.#live.set(number, worker);
    return worker.listening;
  }

  #gone(number: number): void {
    this.#live.delete(number);
    this.#counted.end(number);
    this.#polls.gone(number);
    this.#settle();
    if (this.#ending || !this.#started) return;
    this.#log.write("error", "a worker has died, and another takes its place", { worker: number });
    this.#restarts.soon(number, () => {
      this.#fork(number).catch(() => {
        // Its exit is followed by another try.
        this.#live.get(number)?.kill();
      });
    });
  }

  #settle(): void {
    if (this.#ending && this.#live.size === 0) this.#onEmpty();
  }

  #ask(question: Question, done: (answers: readonly unknown[], silent: number) => void): void {
    this.#polls.ask(this.#live, question, (answers, silent) => {
      if (question.kind === "invalidate") return done([...answers.values()], silent);
      const families = answers as ReadonlyMap<number, readonly MetricFamily[]>;
      return done(this.#counted.hear(families), silent);
    });
  }
}
