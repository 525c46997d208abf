type PollEnd = (answers: ReadonlyMap<number, unknown>, silent: number) => void;

/** Asks several at once, and takes what they have said by the end of the time. */
export class Poll {
  readonly #left: Set<number>;
  readonly #answers = new Map<number, unknown>();
  readonly #timer: NodeJS.Timeout;
  readonly #done: PollEnd;

  /** @param done is given what they have said, and how many have said nothing in time */
  constructor(of: Iterable<number>, longestMs: number, done: PollEnd) {
    this.#left = new Set(of);
    this.#done = done;
    this.#timer = setTimeout(() => this.#end(), longestMs);
    if (this.#left.size === 0) this.#end();
  }

  said(who: number, answer: unknown): void {
    if (!this.#left.delete(who)) return;
    this.#answers.set(who, answer);
    if (this.#left.size === 0) this.#end();
  }

  /** One of them has gone. */
  gone(who: number): void {
    if (this.#left.delete(who) && this.#left.size === 0) this.#end();
  }

  #end(): void {
    clearTimeout(this.#timer);
    const silent = this.#left.size;
    this.#left.clear();
    this.#done(this.#answers, silent);
  }
}
