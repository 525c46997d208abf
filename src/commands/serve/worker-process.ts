import cluster, { type Worker } from "node:cluster";
import { fileURLToPath } from "node:url";
import { DynError } from "../../errors.ts";
import type { ServeTask } from "./task.ts";
import type { FromServeWorker, Question, ToServeWorker } from "./worker-messages.ts";

const entry = fileURLToPath(new URL("./worker.js", import.meta.url));

/** What the first process does for a worker. */
export interface WorkerEvents {
  /** It asks all, itself too. */
  ask(question: Question, done: (answers: readonly unknown[], silent: number) => void): void;
  /** Its answer to a question. */
  said(id: number, answer: unknown): void;
  /** Its requests have ended, all but those that were cut off. */
  ended(cut: number): void;
  gone(): void;
}

/** One process of the service, as the first one sees it. */
export class WorkerProcess {
  /** Where it listens. Rejects with a DynError when it cannot, or dies before. */
  readonly listening: Promise<string>;
  readonly #worker: Worker;

  /** @param number of this worker, counted from 1 */
  constructor(number: number, task: ServeTask, events: WorkerEvents) {
    cluster.setupPrimary({ exec: entry, args: [], serialization: "advanced" });
    const worker = cluster.fork();
    this.#worker = worker;
    this.listening = new Promise((resolve, reject) => {
      worker.on("message", (message: FromServeWorker) => {
        switch (message.kind) {
          case "here":
            return this.send({ kind: "serve", task, number });
          case "listening":
            return resolve(message.url);
          case "failed": {
            const { kind, message: text, hint } = message.error;
            return reject(new DynError(kind, text, hint === undefined ? {} : { hint }));
          }
          case "ask":
            return events.ask(message.question, (answers, silent) =>
              this.send({ kind: "answers", id: message.id, answers, silent }),
            );
          case "said":
            return events.said(message.id, message.answer);
          case "ended":
            return events.ended(message.cut);
          default:
            return message satisfies never;
        }
      });
      worker.on("error", () => {});
      worker.on("exit", () => {
        reject(new DynError("failed", `worker ${number} has died before it could listen`));
        events.gone();
      });
    });
  }

  send(message: ToServeWorker): void {
    // One that is about to end may not take it any more.
    if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }

  kill(): void {
    this.#worker.process.kill("SIGKILL");
  }
}
