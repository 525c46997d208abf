import cluster, { type Worker } from "node:cluster";
import { fileURLToPath } from "node:url";
import type { Context } from "../../cli/context.ts";
import { DynError } from "../../errors.ts";
import { logOf } from "../../gateway/log/log.ts";
import type { Log } from "../../gateway/log.ts";
import type { MetricFamily } from "../../gateway/metrics/family.ts";
import { CountedByAll } from "./counted-by-all.ts";
import { freePort } from "./free-port.ts";
import { LineBuffer } from "./line-buffer.ts";
import { Poll } from "./poll.ts";
import { Restarts } from "./restarts.ts";
import type { Serving } from "./serving.ts";
import type { ServeTask } from "./task.ts";
import type { FromServeWorker, Question, ToServeWorker } from "./worker-messages.ts";

const entry = fileURLToPath(new URL("./worker.js", import.meta.url));

/** What a worker may take for an answer to another. */
const answerMs = 2_000;
/** What one may take beyond the drain for its own end. */
const graceMs = 5_000;

/**
 * Serves by several processes on one port. One that dies is replaced.
 * @throws DynError what the first of them could not do
 */
export async function serveByWorkers(
  task: ServeTask,
  { stderr, now }: Pick<Context, "stderr" | "now">,
): Promise<Serving> {
  const lines = new LineBuffer(stderr);
  const log = logOf({ level: task.logLevel, write: lines.add, now });
  const { host } = task;
  const port = task.port === 0 ? await freePort(host) : task.port;
  const workers = new Workers({ ...task, port }, log);
  try {
    const url = await workers.start();
    return { url, end: () => workers.end() };
  } catch (error) {
    workers.kill();
    throw error;
  }
}

class Workers {
  readonly #task: ServeTask;
  readonly #log: Log;
  readonly #live = new Map<number, Worker>();
  readonly #polls = new Map<number, Poll>();
  readonly #counted = new CountedByAll();
  readonly #restarts = new Restarts();
  #asked = 0;
  #started = false;
  #ending = false;
  #cut = 0;
  #onEmpty: () => void = () => {};

  constructor(task: ServeTask, log: Log) {
    this.#task = task;
    this.#log = log;
    cluster.setupPrimary({ exec: entry, args: [], serialization: "advanced" });
  }

  /** Resolves once all listen. */
  async start(): Promise<string> {
    // Where the first cannot, the others need not try.
    const url = await this.#fork(1);
    const others = Array.from({ length: this.#task.workers - 1 }, (_, at) => this.#fork(at + 2));
    await Promise.all(others);
    this.#started = true;
    return url;
  }

  /** Drains all, and ends those that do not end by themselves. */
  async end(): Promise<number> {
    this.#ending = true;
    this.#restarts.cancel();
    for (const worker of this.#live.values()) send(worker, { kind: "drain" });
    if (this.#live.size > 0) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, this.#task.drainMs + graceMs);
        this.#onEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.kill();
    return this.#cut;
  }

  kill(): void {
    this.#ending = true;
    for (const worker of this.#live.values()) worker.process.kill("SIGKILL");
  }

  #fork(number: number): Promise<string> {
    const worker = cluster.fork();
    this.#live.set(number, worker);
    return new Promise((resolve, reject) => {
      worker.on("message", (message: FromServeWorker) => {
        switch (message.kind) {
          case "here":
            return send(worker, { kind: "serve", task: this.#task, number });
          case "listening":
            return resolve(message.url);
          case "failed": {
            const { kind, message: text, hint } = message.error;
            return reject(new DynError(kind, text, hint === undefined ? {} : { hint }));
          }
          case "ask":
            return this.#ask(message.question, answers =>
              send(worker, { kind: "answers", id: message.id, answers }),
            );
          case "said":
            return this.#polls.get(message.id)?.said(number, message.answer);
          case "ended":
            this.#cut += message.cut;
            return;
          default:
            return message satisfies never;
        }
      });
      worker.on("error", () => {});
      worker.on("exit", () => {
        reject(new DynError("failed", `worker ${number} has died before it could listen`));
        this.#gone(number);
      });
    });
  }

  #gone(number: number): void {
    this.#live.delete(number);
    this.#counted.end(number);
    for (const poll of this.#polls.values()) poll.gone(number);
    if (this.#ending) {
      if (this.#live.size === 0) this.#onEmpty();
      return;
    }
    if (!this.#started) return;
    this.#log.write("error", "a worker has died, and another takes its place", { worker: number });
    this.#restarts.soon(number, () => {
      this.#fork(number).catch(() => {
        // Its exit is followed by another try.
        this.#live.get(number)?.process.kill("SIGKILL");
      });
    });
  }

  #ask(question: Question, done: (answers: readonly unknown[]) => void): void {
    this.#asked += 1;
    const id = this.#asked;
    const poll = new Poll(this.#live.keys(), answerMs, answers => {
      this.#polls.delete(id);
      done(this.#answersTo(question, answers));
    });
    this.#polls.set(id, poll);
    for (const worker of this.#live.values()) send(worker, { kind: "question", id, question });
  }

  #answersTo(question: Question, said: ReadonlyMap<number, unknown>): readonly unknown[] {
    const answers = new Map([...said].filter(([, answer]) => answer !== undefined));
    if (question.kind === "invalidate") return [...answers.values()];
    return this.#counted.hear(answers as ReadonlyMap<number, readonly MetricFamily[]>);
  }
}

function send(worker: Worker, message: ToServeWorker): void {
  // One that is about to end may not take it any more.
  if (worker.isConnected()) worker.send(message, () => {});
}
