import type { Clock } from "../../engine/clock.ts";
import type { DeadLetter } from "../dead-letter.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { FrontierState } from "./frontier.ts";

/** So long after one checkpoint comes the next, however few records there were. */
const everyMs = 1_000;

/** Writes a checkpoint now and then, one at a time. */
export class Saving {
  readonly #checkpoint: Checkpoint<FrontierState>;
  readonly #dead: DeadLetter;
  readonly #everyRecords: number;
  readonly #clock: Pick<Clock, "monotonic">;
  #savedRecords = 0;
  #savedMs: number;
  #writing: Promise<void> | undefined;

  /** @param everyRecords so many records after one checkpoint comes the next */
  constructor(
    checkpoint: Checkpoint<FrontierState>,
    dead: DeadLetter,
    everyRecords: number,
    clock: Pick<Clock, "monotonic">,
  ) {
    this.#checkpoint = checkpoint;
    this.#dead = dead;
    this.#everyRecords = everyRecords;
    this.#clock = clock;
    this.#savedMs = clock.monotonic();
  }

  /** Writes the state if enough has been done since the last time. Rejects when it cannot be written. */
  async note(state: FrontierState): Promise<void> {
    const records = state.counts.read - this.#savedRecords;
    const isDue =
      records >= this.#everyRecords || this.#clock.monotonic() - this.#savedMs >= everyMs;
    if (!isDue || this.#writing !== undefined) return;
    await this.write(state);
  }

  /** Rejects when it cannot be written. */
  async write(state: FrontierState): Promise<void> {
    while (this.#writing !== undefined) await this.#writing.catch(() => {});
    this.#savedRecords = state.counts.read;
    this.#savedMs = this.#clock.monotonic();
    this.#writing = this.#save(state).finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #save(state: FrontierState): Promise<void> {
    await this.#dead.sync();
    await this.#checkpoint.write(state);
  }
}
