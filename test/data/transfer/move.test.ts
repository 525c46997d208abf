import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deadLetter } from "../../../src/data/dead-letter.ts";
import { checkpoint } from "../../../src/data/transfer/checkpoint.ts";
import { type MoveOptions, type MoveState, move } from "../../../src/data/transfer/move.ts";
import { MovedItem } from "../../../src/data/transfer/moved-item.ts";
import type { Delivery, Fate, Sink } from "../../../src/data/transfer/sink.ts";
import type { Chunk, Source, SourceRecord } from "../../../src/data/transfer/source.ts";
import { DynError } from "../../../src/errors.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-move-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const good = (line: number): SourceRecord => ({
  item: MovedItem.ofItem({ Id: { N: `${line}` } }),
  line,
});
const bad = (line: number): SourceRecord => ({
  bytes: Buffer.from(`bad ${line}`),
  line,
  problem: "no item",
});

/** Lanes of chunks of records; a position is the number of chunks before it. */
function source(lanes: readonly (readonly (readonly SourceRecord[])[])[]): Source {
  async function* read(lane: number, from: unknown): AsyncGenerator<Chunk, void, undefined> {
    for (const [at, records] of (lanes[lane] ?? []).entries()) {
      if (at < Number(from ?? 0)) continue;
      yield { lane, file: "items.jsonl", records, next: at + 1, readUnits: 0 };
    }
  }
  return { lanes: lanes.length, read };
}

/** Holds everything until the test says what becomes of it. */
class HandSink implements Sink {
  readonly held = new Map<number, Delivery>();
  ended = false;
  isFull = false;
  #wake = () => {};

  put(delivery: Delivery): void {
    const { Id } = delivery.item.item;
    this.held.set(Number(Id && "N" in Id ? Id.N : 0), delivery);
    this.#wake();
  }
  async room(): Promise<void> {
    while (this.isFull) await this.#change();
  }
  async end(): Promise<void> {
    this.ended = true;
    this.#wake();
    while (this.held.size > 0) await this.#change();
  }
  settle(line: number, fate: Fate = { kind: "written" }): void {
    const delivery = this.held.get(line);
    this.held.delete(line);
    delivery?.settle(fate);
    this.#wake();
  }
  settleAll(): void {
    for (const line of [...this.held.keys()]) this.settle(line);
  }
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise(setImmediate);
  }
  #change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}

const path = () => join(folder, "dead.jsonl");
const saved = () => checkpoint<MoveState>(join(folder, "saved"), "saved", { table: "T" });
const options = (more: Partial<MoveOptions> = {}): MoveOptions => ({
  deadLetter: deadLetter(path()),
  isRepeatable: true,
  clock: { monotonic: () => performance.now() },
  signal: new AbortController().signal,
  ...more,
});
const deadLines = () =>
  existsSync(path())
    ? readFileSync(path(), "utf8")
        .trimEnd()
        .split("\n")
        .map(line => JSON.parse(line))
    : [];

describe("moving items", () => {
  it("counts what became of each, and is done when all are settled", async () => {
    const sink = new HandSink();
    const moving = move(source([[[good(1), good(2)], [good(3)]], [[good(4)]]]), sink, options());
    await sink.until(() => sink.ended && sink.held.size === 4);
    sink.settle(2, { kind: "unchanged" });
    sink.settle(3, { kind: "skipped" });
    sink.settle(1);
    sink.settle(4);
    expect(await moving).toMatchObject({
      finished: true,
      counts: { read: 4, written: 2, unchanged: 1, skipped: 1, rejected: 0 },
    });
  });

  it("keeps what is no item and what is refused, in order, with reasons and places", async () => {
    const sink = new HandSink();
    const records = [bad(1), good(2), bad(3), good(4)];
    const moving = move(source([[records, [bad(5)]]]), sink, options());
    await sink.until(() => sink.ended && sink.held.size === 2);
    sink.settle(4, { kind: "refused", code: "TooLarge", message: "it is too large" });
    sink.settle(2);
    const moved = await moving;
    expect(moved.counts).toMatchObject({ read: 5, written: 1, rejected: 4 });
    expect(moved.reason).toEqual({ message: "no item", source: "items.jsonl:1" });
    expect(deadLines()).toEqual([
      {
        text: "bad 1",
        format: "jsonl",
        code: "Unreadable",
        message: "no item",
        source: "items.jsonl:1",
      },
      expect.objectContaining({ text: "bad 3", source: "items.jsonl:3" }),
      { item: { Id: 4 }, code: "TooLarge", message: "it is too large", source: "items.jsonl:4" },
      expect.objectContaining({ text: "bad 5" }),
    ]);
  });

  it("keeps an item as it came when it cannot be transformed or is refused afterwards", async () => {
    const sink = new HandSink();
    const transform: MoveOptions["transform"] = (moved, line) => {
      if (line === 1) throw new DynError("invalid", "it cannot be");
      return MovedItem.ofItem({ ...moved.item, New: { BOOL: true } });
    };
    const moving = move(source([[[good(1), good(2)]]]), sink, options({ transform }));
    await sink.until(() => sink.ended && sink.held.size === 1);
    expect(sink.held.get(2)?.item.item).toEqual({ Id: { N: "2" }, New: { BOOL: true } });
    sink.settle(2, { kind: "refused", code: "No", message: "no" });
    await moving;
    expect(deadLines()).toEqual([
      {
        item: { Id: 1 },
        code: "TransformFailed",
        message: "it cannot be",
        source: "items.jsonl:1",
      },
      { item: { Id: 2 }, code: "No", message: "no", source: "items.jsonl:2" },
    ]);
  });

  it("goes on where all before is settled, and cuts the dead letters to that", async () => {
    writeFileSync(path(), '{"item":{"Id":"of another day"}}\n');
    const chunks = [[good(1)], [bad(2)], [good(3), good(4)], [bad(5)]];
    const first = new HandSink();
    const interrupted = new AbortController();
    const moving = move(source([chunks]), first, {
      ...options({ checkpoint: saved(), signal: interrupted.signal }),
    });
    await first.until(() => first.held.size === 3);
    first.settle(1);
    first.settle(4);
    interrupted.abort();
    first.held.clear();
    first.settle(0);
    const stopped = await moving;
    expect(stopped).toMatchObject({ finished: false, failure: undefined });
    expect(stopped.lanes).toEqual([{ next: 2, file: "items.jsonl", line: 2 }]);
    // As after a kill: something was added since the last checkpoint.
    writeFileSync(path(), '{"item":{"Id":"added since"}}\n', { flag: "a" });

    const from = await saved().read();
    const second = new HandSink();
    const again = move(source([chunks]), second, options({ checkpoint: saved(), from }));
    await second.until(() => second.ended);
    expect([...second.held.keys()]).toEqual([3, 4]);
    second.settleAll();
    expect(await again).toMatchObject({
      finished: true,
      counts: { read: 5, written: 3, rejected: 2 },
      reason: { source: "items.jsonl:2" },
    });
    expect(deadLines().map(({ text, item }) => text ?? item.Id)).toEqual([
      "of another day",
      "bad 2",
      "bad 5",
    ]);
  });

  it("takes its dead letters back when it is interrupted and will start over", async () => {
    writeFileSync(path(), "before\n");
    const interrupted = new AbortController();
    const sink = new HandSink();
    const moving = move(
      source([[[bad(1)], [good(2)]]]),
      sink,
      options({ signal: interrupted.signal }),
    );
    await sink.until(() => sink.held.size === 1);
    interrupted.abort();
    sink.settleAll();
    expect(await moving).toMatchObject({ finished: false, counts: { rejected: 1 } });
    expect(readFileSync(path(), "utf8")).toBe("before\n");
  });

  it("keeps them when the source cannot be read again", async () => {
    const interrupted = new AbortController();
    const sink = new HandSink();
    const moving = move(
      source([[[bad(1)], [good(2)]]]),
      sink,
      options({ signal: interrupted.signal, isRepeatable: false }),
    );
    await sink.until(() => sink.held.size === 1);
    interrupted.abort();
    sink.settleAll();
    await moving;
    expect(deadLines()).toHaveLength(1);
  });

  it("passes every chunk, at whatever moment it ends", async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const letters = deadLetter(join(folder, `dead-${turns}.jsonl`));
      const sink = new HandSink();
      const chunks = [
        [bad(1), good(2)],
        [bad(3), good(4)],
        [bad(5), good(6)],
      ];
      const moving = move(source([chunks]), sink, options({ deadLetter: letters }));
      await sink.until(() => sink.ended && sink.held.size === 3);
      for (const line of [2, 4, 6]) {
        sink.settle(line);
        for (let turn = 0; turn < turns; turn += 1) await undefined;
        if (turns > 8) await new Promise(setImmediate);
      }
      expect((await moving).finished).toBe(true);
      expect(letters.count).toBe(3);
    }
  });

  it("is interrupted while the source waits for more", async () => {
    const endless: Source = {
      lanes: 1,
      async *read() {
        yield { lane: 0, records: [good(1)], next: 1, readUnits: 0 };
        await new Promise(() => {});
      },
    };
    const interrupted = new AbortController();
    const sink = new HandSink();
    const moving = move(endless, sink, options({ signal: interrupted.signal }));
    await sink.until(() => sink.held.size === 1);
    interrupted.abort();
    sink.settleAll();
    expect(await moving).toMatchObject({ finished: false, counts: { written: 1 } });
  });

  it("ends with what the source throws, after what is in flight", async () => {
    const broken: Source = {
      lanes: 1,
      async *read() {
        yield { lane: 0, records: [good(1)], next: 1, readUnits: 0 };
        throw new DynError("failed", "the file is broken");
      },
    };
    const sink = new HandSink();
    const moving = move(broken, sink, options({ checkpoint: saved() }));
    await sink.until(() => sink.ended);
    sink.settleAll();
    const moved = await moving;
    expect(moved).toMatchObject({ finished: false, counts: { written: 1 } });
    expect(moved.failure?.error).toMatchObject({ message: "the file is broken" });
    expect(await saved().read()).toMatchObject({ lanes: [{ next: 1 }] });
  });

  it("ends when dead letters cannot be kept, and does not pass them", async () => {
    const letters = deadLetter(join(folder, "no", "such", "folder"));
    const sink = new HandSink();
    const moved = await move(source([[[bad(1)], [bad(2)]]]), sink, {
      ...options({ deadLetter: letters, checkpoint: saved() }),
    });
    expect(moved.failure?.error).toMatchObject({ message: /no such directory/ });
    expect(await saved().read()).toMatchObject({ lanes: [{}], counts: { read: 0 } });
  });

  it("reads no further than the sink has room", async () => {
    const chunks = Array.from({ length: 20 }, (_, at) => [good(at + 1)]);
    const sink = new HandSink();
    sink.isFull = true;
    const moving = move(source([chunks]), sink, options());
    await sink.until(() => sink.held.size === 1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(sink.held.size).toBe(1);
    sink.isFull = false;
    sink.settleAll();
    await sink.until(() => sink.ended && sink.held.size === 19);
    sink.settleAll();
    expect((await moving).finished).toBe(true);
  });
});
