import type { Clock } from "./clock.ts";

const everyMs = 10;

/**
 * Operations that end without any input or output, as those do that are refused before they are
 * sent, would leave signals, timers and sockets no turn for ever: one follows the other before the
 * event loop goes on. So lanes let it go on every 10 ms. Where operations wait for replies that costs
 * nothing worth measuring.
 */
export class Respite {
  readonly #clock: Pick<Clock, "monotonic" | "turn">;
  #dueMs: number;
  #turn: Promise<void> | undefined;

  constructor(clock: Pick<Clock, "monotonic" | "turn">) {
    this.#clock = clock;
    this.#dueMs = clock.monotonic() + everyMs;
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.#dueMs;
  }

  /** The same one for all lanes: if one of them went on, the event loop could not. */
  take(): Promise<void> {
    this.#turn ??= this.#clock.turn().then(() => {
      this.#turn = undefined;
      this.#dueMs = this.#clock.monotonic() + everyMs;
    });
    return this.#turn;
  }
}
