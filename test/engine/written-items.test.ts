import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buffersOf, type Fate, fates, WrittenItems } from "../../src/engine/written-items.ts";

const session = { name: "session", count: 1000 };
const order = { name: "order", count: 0 };

type Note = readonly [index: number, fate: Fate];

/** Dense at the start of the new items, and some far out, in chunks of their own. */
const notes = fc.array(
  fc.tuple(
    fc.oneof(
      fc.integer({ min: 990, max: 1100 }),
      fc.integer({ min: 990, max: 2_000_000 }),
      fc.constantFrom(5_000_000_000, 263_143, 263_144),
    ),
    fc.constantFrom(...fates),
  ),
  { maxLength: 200 },
);

function written(list: readonly Note[]): WrittenItems {
  const items = new WrittenItems([session]);
  for (const [index, fate] of list) items.note(session, index, fate);
  return items;
}

/** What the notes mean, kept in the plainest way. */
function naive(list: readonly Note[], fate: Fate): number[] {
  const strongest = new Map<number, Fate>();
  for (const [index, next] of list) {
    const known = strongest.get(index);
    if (index < session.count) continue;
    if (known === undefined || fates.indexOf(next) < fates.indexOf(known)) {
      strongest.set(index, next);
    }
  }
  return [...strongest]
    .flatMap(([index, each]) => (each === fate ? [index] : []))
    .toSorted(byValue);
}

function byValue(a: number, b: number): number {
  return a - b;
}

function expectSame(items: WrittenItems, list: readonly Note[]): void {
  for (const fate of fates) {
    const known = items.of(session);
    const expected = naive(list, fate);
    expect(known?.count(fate)).toBe(expected.length);
    const batches = [...(known?.batches(fate, 7) ?? [])];
    expect(batches.flat()).toEqual(expected);
    expect(batches.slice(0, -1).every(batch => batch.length === 7)).toBe(true);
  }
}

describe("written items", () => {
  it("know of each new item the strongest fate that was noted", () => {
    fc.assert(fc.property(notes, list => expectSame(written(list), list)));
  });

  it("are, added up, what one would have noted", () => {
    fc.assert(
      fc.property(notes, notes, (first, second) => {
        const items = written(first);
        items.add(written(second));
        expectSame(items, [...first, ...second]);
      }),
    );
  });

  it("are the same after a transfer to another thread, which empties the sender's", () => {
    fc.assert(
      fc.property(notes, list => {
        const parts = written(list).toParts();
        const received = structuredClone(parts, { transfer: buffersOf(parts) });
        expectSame(WrittenItems.from(received), list);
        expect(buffersOf(parts).every(({ byteLength }) => byteLength === 0)).toBe(true);
      }),
    );
  });

  it("doubt for ever what was doubted once", () => {
    const items = written([
      [1000, "doubtful"],
      [1000, "acknowledged"],
      [1001, "acknowledged"],
      [1001, "doubtful"],
    ]);
    expect(items.of(session)?.count("doubtful")).toBe(2);
    expect(items.of(session)?.count("acknowledged")).toBe(0);
  });

  it("keep nothing of entities that no check names", () => {
    const items = new WrittenItems([session]);
    items.note(order, 5, "acknowledged");
    expect(items.watches(order)).toBe(false);
    expect(items.watches(session)).toBe(true);
    expect(items.of(order)).toBeUndefined();
    expect(items.sizeBytes).toBe(0);
  });

  it("hold 10 million acknowledged items in 1.3 MB", () => {
    const items = new WrittenItems([order]);
    for (let index = 0; index < 10_000_000; index++) items.note(order, index, "acknowledged");
    expect(items.of(order)?.count("acknowledged")).toBe(10_000_000);
    expect(items.sizeBytes).toBe(39 * 32_768);
  });
});
