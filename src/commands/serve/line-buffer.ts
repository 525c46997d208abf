import type { Sink } from "../../cli/context.ts";

/**
 * Lines for a stream, written together once a turn of the event loop: a system call for every request
 * would cost as much as the answer. Faults of the stream end nothing but its lines.
 */
export class LineBuffer {
  readonly #sink: Pick<Sink, "write">;
  #lines = "";
  #written: Promise<void> = Promise.resolve();

  constructor(sink: Pick<Sink, "write">) {
    this.#sink = sink;
  }

  readonly add = (line: string): void => {
    if (this.#lines === "") setImmediate(() => void this.flush());
    this.#lines += line;
  };

  /** Resolves once all lines are taken, or can no more be. */
  flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = "";
    this.#written = Promise.all([this.#written, this.#sink.write(lines)]).then(
      () => {},
      () => {},
    );
    return this.#written;
  }
}
