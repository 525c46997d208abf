import type { Route } from "../scenario/scenario.ts";
import type { SqlFault } from "./database.ts";
import type { InstanceClient } from "./instance.ts";

/** Between two looks at a reader that is away. */
const firstPauseMs = 1_000;
const longestPauseMs = 10_000;

/** Sends reads to the readers in turn, to the writer while there is none, and all else to the writer. */
export class Split {
  readonly writer: InstanceClient;
  readonly readers: readonly InstanceClient[];
  readonly #away = new Map<InstanceClient, NodeJS.Timeout>();
  #turn = 0;
  #closed = false;

  constructor(writer: InstanceClient, readers: readonly InstanceClient[]) {
    this.writer = writer;
    this.readers = readers;
  }

  get waiting(): number {
    return this.readers.reduce((sum, { waiting }) => sum + waiting, this.writer.waiting);
  }

  pick(route: Route): InstanceClient {
    const { readers, writer } = this;
    if (route === "write") return writer;
    for (let tried = 0; tried < readers.length; tried += 1) {
      this.#turn = (this.#turn + 1) % readers.length;
      const reader = readers[this.#turn];
      if (reader && !this.#away.has(reader)) return reader;
    }
    return writer;
  }

  /** A reader that failed for its own sake is left alone until it can be connected to again. */
  note(instance: InstanceClient, { kind }: SqlFault): void {
    if (kind !== "transient" || instance === this.writer || this.#away.has(instance)) return;
    this.#leave(instance, firstPauseMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#away.values()) clearTimeout(timer);
    await Promise.all([this.writer, ...this.readers].map(instance => instance.close()));
  }

  #leave(instance: InstanceClient, pauseMs: number): void {
    if (this.#closed) return;
    const look = async () => {
      if (await instance.probe()) this.#away.delete(instance);
      else this.#leave(instance, Math.min(longestPauseMs, pauseMs * 2));
    };
    this.#away.set(instance, setTimeout(look, pauseMs).unref());
  }
}
