import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Rejection, type SeedOptions, seed } from "../../src/data/seed.ts";
import { DynError } from "../../src/errors.ts";
import type { Loader, LoadOutcome } from "../../src/targets/target.ts";
import { VirtualClock } from "../engine/virtual-clock.ts";

interface Shelf extends Loader {
  /** Every batch that was written, in order. */
  readonly batches: (readonly number[])[];
  /** The most batches that were in flight at once. */
  readonly most: number;
}

/** A store in memory that takes batches of 25 and does with each what it is told. */
function shelf(
  fate: (
    indexes: readonly number[],
    signal: AbortSignal | undefined,
  ) => Promise<Partial<LoadOutcome>> | Partial<LoadOutcome> = () => ({}),
): Shelf {
  const batches: (readonly number[])[] = [];
  let inFlight = 0;
  let most = 0;
  return {
    batchSize: 25,
    batches,
    get most() {
      return most;
    },
    write: async ({ indexes }, signal) => {
      batches.push([...indexes]);
      inFlight += 1;
      most = Math.max(most, inFlight);
      await Promise.resolve();
      try {
        const { rejected = [], ...rest } = await fate(indexes, signal);
        return {
          written: indexes.length - rejected.length,
          rejected,
          attempts: 1,
          throttles: [],
          ...rest,
        };
      } finally {
        inFlight -= 1;
      }
    },
  };
}

let time = 0;
const options = (more: Partial<SeedOptions>): SeedOptions => ({
  seed: 1,
  count: 100,
  concurrency: 4,
  clock: { now: () => 0, monotonic: () => time++, after: () => () => {} },
  ...more,
});

const refuse = (position: number) => ({ position, code: "ValidationException", message: "no" });

describe("seeding", () => {
  it("writes each item once, in batches of what the store takes, so many in flight", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 1, max: 9 }),
        async (count, from, concurrency) => {
          const store = shelf();
          const seeded = await seed(store, options({ count, from, concurrency }));
          expect(seeded).toMatchObject({
            written: count,
            rejected: 0,
            total: count,
            interrupted: false,
          });
          const all = store.batches.flat().toSorted((a, b) => a - b);
          expect(all).toEqual(Array.from({ length: count }, (_, position) => from + position));
          expect(store.batches.filter(({ length }) => length !== 25).length).toBeLessThanOrEqual(1);
          expect(store.most).toBeLessThanOrEqual(concurrency);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("tells how it goes after every batch", async () => {
    const seen: number[] = [];
    await seed(
      shelf(),
      options({ count: 60, concurrency: 1, onProgress: ({ written }) => seen.push(written) }),
    );
    expect(seen).toEqual([25, 50, 60]);
  });

  it("counts the throttles that it met", async () => {
    const store = shelf(() => ({ throttles: [{ reason: "UnprocessedItems" }] }));
    expect(await seed(store, options({}))).toMatchObject({ throttled: 4 });
  });

  it("tells of every item that was not stored, by its index, and goes on", async () => {
    const store = shelf(indexes => ({
      rejected: indexes.flatMap((index, position) => (index % 40 === 7 ? [refuse(position)] : [])),
    }));
    const rejections: Rejection[] = [];
    const seeded = await seed(
      store,
      options({
        count: 100,
        onRejected: async rejection => {
          rejections.push(rejection);
        },
      }),
    );
    expect(seeded).toMatchObject({ written: 97, rejected: 3 });
    expect(rejections.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([7, 47, 87]);
  });

  it("stops when a thousand items in a row are refused", async () => {
    const store = shelf(indexes => ({ rejected: indexes.map((_, position) => refuse(position)) }));
    const seeding = seed(store, options({ count: 1_000_000, concurrency: 1 }));
    await expect(seeding).rejects.toMatchObject({
      kind: "failed",
      message: expect.stringContaining("1000 items in a row were refused: no"),
    });
    expect(store.batches.length).toBe(40);
  });

  it("goes on past many refusals with successes between them", async () => {
    const store = shelf(indexes => ({
      rejected: indexes.slice(1).map((_, position) => refuse(position + 1)),
    }));
    const seeded = await seed(store, options({ count: 5_000, concurrency: 1 }));
    expect(seeded).toMatchObject({ written: 200, rejected: 4_800 });
  });

  it("ends with the store's error when there is no going on, once nothing is in flight", async () => {
    const gone = new DynError("connection", "cannot reach it");
    let ended = 0;
    const store = shelf(async indexes => {
      if (indexes[0] === 50) throw gone;
      await new Promise(setImmediate);
      ended += 1;
      return {};
    });
    await expect(seed(store, options({ count: 1_000_000 }))).rejects.toBe(gone);
    expect(store.batches.length).toBeLessThan(20);
    expect(ended).toBe(store.batches.length - 1);
  });

  it("ends with the error of whoever keeps the rejected items", async () => {
    const full = new DynError("failed", "the disk is full");
    const store = shelf(() => ({ rejected: [refuse(3)] }));
    const onRejected = () => Promise.reject(full);
    await expect(seed(store, options({ count: 10_000, onRejected }))).rejects.toBe(full);
    expect(store.batches.length).toBeLessThanOrEqual(4);
  });

  it("starts nothing more when interrupted, and counts what was in flight", async () => {
    const controller = new AbortController();
    const store = shelf(async indexes => {
      if (indexes[0] === 100) controller.abort();
      await new Promise(setImmediate);
      return {};
    });
    const seeded = await seed(store, options({ count: 10_000, signal: controller.signal }));
    expect(seeded.interrupted).toBe(true);
    expect(seeded.written).toBe(store.batches.flat().length);
    expect(seeded.written).toBeLessThan(1_000);
  });

  it("cuts off after two seconds what does not end by itself", async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    clock.after(500, () => stop.abort());
    const store = shelf(async (indexes, signal) => {
      await clock.sleep(30_000, signal);
      const why = { code: "Aborted", message: "interrupted" };
      return { rejected: indexes.map((_, position) => ({ position, ...why })) };
    });
    const rejections: Rejection[] = [];
    const onRejected = async (rejection: Rejection) => void rejections.push(rejection);
    const seeded = await clock.drive(
      seed(store, options({ clock, signal: stop.signal, onRejected })),
    );
    expect(clock.monotonic()).toBe(2500);
    expect(seeded).toMatchObject({ written: 0, rejected: 0, interrupted: true });
    expect(rejections).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("is not done when it was interrupted and a rejected item could not be kept", async () => {
    const stop = new AbortController();
    const store = shelf(() => ({ rejected: [refuse(3)] }));
    const onRejected = () => {
      stop.abort();
      return Promise.reject(new DynError("failed", "the disk is full"));
    };
    const seeded = await seed(store, options({ count: 25, signal: stop.signal, onRejected }));
    expect(seeded).toMatchObject({ written: 24, rejected: 0, interrupted: true });
  });

  it("does nothing when it is interrupted before it begins", async () => {
    const store = shelf();
    const seeded = await seed(store, options({ signal: AbortSignal.abort() }));
    expect(seeded).toMatchObject({ written: 0, interrupted: true });
    expect(store.batches).toEqual([]);
  });
});
