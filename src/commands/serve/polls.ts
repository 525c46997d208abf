import { Poll } from "./poll.ts";
import type { Question } from "./worker-messages.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** What a worker may take for an answer to another. */
const answerMs = 2_000;

/** Questions to all workers that are under way. */
export class Polls {
  readonly #open = new Map<number, Poll>();
  #asked = 0;

  /** @param done is given what they have said, by their numbers; without those that said nothing in time, and how many those are */
  ask(
    workers: ReadonlyMap<number, WorkerProcess>,
    question: Question,
    done: (answers: ReadonlyMap<number, unknown>, silent: number) => void,
  ): void {
    this.#asked += 1;
    const id = this.#asked;
    const poll = new Poll(workers.keys(), answerMs, (said, silent) => {
      this.#open.delete(id);
      done(new Map([...said].filter(([, answer]) => answer !== undefined)), silent);
    });
    this.#open.set(id, poll);
    for (const worker of workers.values()) worker.send({ kind: "question", id, question });
  }

  said(id: number, worker: number, answer: unknown): void {
    this.#open.get(id)?.said(worker, answer);
  }

  gone(worker: number): void {
    for (const poll of this.#open.values()) poll.gone(worker);
  }
}
