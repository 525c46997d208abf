import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  type DataDiffCounts,
  type Difference,
  dataDiff,
  type Side,
} from "../../src/data/data-diff/data-diff.ts";
import { normalKey, without } from "../../src/data/data-diff/digest.ts";
import { Spill } from "../../src/data/data-diff/spill.ts";
import { suspects } from "../../src/data/data-diff/suspects.ts";
import { MovedItem } from "../../src/data/transfer/moved-item.ts";
import type { Source } from "../../src/data/transfer/source.ts";
import { DynError } from "../../src/errors.ts";
import type { Item } from "../../src/values/attribute.ts";
import { itemsEqual } from "../../src/values/equal.ts";
import { items as anyItems } from "../values/arbitrary.ts";

const folder = mkdtempSync(join(tmpdir(), "dyn-data-diff-test-"));

afterAll(() => rmSync(folder, { recursive: true }));

const keyAttributes = ["Id", "At"];

/** A table in memory: what it is while it is read, and, unless it is the same, what it is afterwards. */
function side(items: readonly Item[], later = items, lanes = 3): Side {
  const source: Source = {
    lanes,
    async *read(lane) {
      for (const [at, item] of items.entries()) {
        if (at % lanes !== lane) continue;
        const records = [{ item: MovedItem.ofText(JSON.stringify(item)), line: 0 }];
        yield { lane, records, next: null, readUnits: 0.5 };
      }
    },
  };
  const fetch = async (keys: readonly Item[]) => {
    const wanted = new Set(keys.map(key => normalKey(key, keyAttributes)));
    const items = later.filter(item => wanted.has(normalKey(item, keyAttributes)));
    return { items, readUnits: keys.length };
  };
  return { source, fetch };
}

async function compared(
  a: Side,
  b: Side,
  more: { ignored?: string[]; expectedItems?: number; bucketBytes?: number } = {},
) {
  const found = dataDiff(a, b, {
    keyAttributes,
    folder,
    ignored: new Set(more.ignored),
    expectedItems: more.expectedItems ?? 10,
    ...(more.bucketBytes !== undefined && { bucketBytes: more.bucketBytes }),
    signal: new AbortController().signal,
  });
  const differences: Difference[] = [];
  let step = await found.next();
  for (; step.done !== true; step = await found.next()) differences.push(step.value);
  return { differences, counts: step.value as DataDiffCounts };
}

function keyed(at: number, rest: Item = {}): Item {
  return { ...rest, Id: { S: `id-${at % 5}` }, At: { N: `${at}` } };
}

function leftovers(): string[] {
  return readdirSync(folder);
}

describe("the items that differ between two tables", () => {
  it("are found whatever the items are, and nothing else", async () => {
    const rest = anyItems.map(item => without(item, new Set(keyAttributes)));
    const tables = fc.uniqueArray(
      fc.record({ at: fc.nat(40), a: fc.option(rest), b: fc.option(rest), same: fc.boolean() }),
      { selector: ({ at }) => at, maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.constantFrom(1, 100_000, 1_000_000),
        // What is more than was expected is divided until it is little enough.
        fc.constantFrom(undefined, 60, 200),
        async (all, expectedItems, bucketBytes) => {
          const rows = all.map(({ at, a, b, same }) => ({
            a: a && keyed(at, a),
            b: same ? a && keyed(at, a) : b && keyed(at, b),
          }));
          const inA = rows.flatMap(({ a }) => (a ? [a] : []));
          const inB = rows.flatMap(({ b }) => (b ? [b] : []));
          const { differences, counts } = await compared(side(inA), side(inB, inB, 2), {
            expectedItems,
            ...(bucketBytes !== undefined && { bucketBytes }),
          });
          const wanted = rows.flatMap(({ a, b }) => {
            if (a && b) return itemsEqual(a, b) ? [] : ["different"];
            return a ? ["missing"] : b ? ["extra"] : [];
          });
          expect(differences.map(({ kind }) => kind).sort()).toEqual(wanted.sort());
          for (const difference of differences) {
            if (difference.kind !== "extra") expect(inA).toContainEqual(difference.a);
            if (difference.kind !== "missing") expect(inB).toContainEqual(difference.b);
          }
          expect(counts).toMatchObject({ itemsA: inA.length, itemsB: inB.length, settled: 0 });
        },
      ),
      { numRuns: 60 },
    );
    expect(leftovers()).toEqual([]);
  });

  it("count numbers by value, in keys too, and sets without order", async () => {
    const one = { Id: { S: "a" }, At: { N: "1.0" }, Set: { SS: ["x", "y"] }, Big: { N: "1E3" } };
    const other = { Id: { S: "a" }, At: { N: "1" }, Set: { SS: ["y", "x"] }, Big: { N: "1000" } };
    expect((await compared(side([one]), side([other]))).differences).toEqual([]);
    const more = { ...other, Big: { N: "1000.00000000000000000000000000000001" } };
    expect((await compared(side([one]), side([more]))).counts).toMatchObject({ different: 1 });
  });

  it("leave out attributes that may differ", async () => {
    const a = [keyed(1, { Seen: { N: "1" } }), keyed(2, { Seen: { N: "1" }, Name: { S: "a" } })];
    const b = [keyed(1), keyed(2, { Name: { S: "b" } })];
    const { differences } = await compared(side(a), side(b), { ignored: ["Seen"] });
    expect(differences.map(({ key }) => key)).toEqual([keyed(2)]);
  });

  it("are looked at again: what a writer changed meanwhile, on both sides, is none", async () => {
    const now = [keyed(1, { V: { N: "2" } }), keyed(3)];
    const a = side([keyed(1, { V: { N: "1" } }), keyed(2)], now);
    const b = side([keyed(1, { V: { N: "2" } }), keyed(3)], now);
    const { differences, counts } = await compared(a, b);
    expect(differences).toEqual([]);
    expect(counts).toMatchObject({ settled: 3, missing: 0, extra: 0, different: 0 });
    // Two pages of a, two of b, and three items of each again.
    expect(counts.readUnits).toBe(0.5 * 4 + 3 * 2);
  });

  it("are compared in little memory, though there are far more than was expected", async () => {
    const own = mkdtempSync(join(folder, "spill-"));
    const spills = { a: new Spill(own, "a", 1), b: new Spill(own, "b", 1) };
    const keys = Array.from({ length: 2_000 }, (_, at) => `{"Id":{"S":"\u2028 ü ${at}"}}`);
    for (const key of keys) spills.a.add(key, "digest");
    await spills.a.flush();
    const found: string[] = [];
    for await (const some of suspects(spills, 2_000)) {
      expect(some.length).toBeLessThan(100);
      found.push(...some);
    }
    expect(found.sort()).toEqual(keys.sort());
    expect(readdirSync(own)).toEqual([]);
    rmSync(own, { recursive: true });
  });

  it("end when they are cut between reading and comparing", async () => {
    const cut = new AbortController();
    const one = side([keyed(1)]);
    const closing: Source = {
      lanes: 1,
      async *read(lane) {
        yield { lane, records: [], next: null, readUnits: 0 };
        cut.abort();
      },
    };
    const found = dataDiff(
      one,
      { ...one, source: closing },
      { keyAttributes, folder, ignored: new Set(), expectedItems: 1, signal: cut.signal },
    );
    await expect(found.next()).rejects.toMatchObject({ kind: "interrupted" });
    expect(leftovers()).toEqual([]);
  });

  it("cannot be found where no temporary file can be made: that is said", async () => {
    const one = side([keyed(1)]);
    const nowhere = join(folder, "not-there");
    const found = dataDiff(one, one, {
      keyAttributes,
      folder: nowhere,
      ignored: new Set(),
      expectedItems: 1,
      signal: new AbortController().signal,
    });
    await expect(found.next()).rejects.toMatchObject({
      kind: "failed",
      hint: expect.stringContaining("TMPDIR names another"),
    });
  });

  it("end with the fault of the side that cannot be read, the other's reading cut", async () => {
    let reading = true;
    const endless: Source = {
      lanes: 1,
      async *read(lane, _from, signal) {
        for (let at = 0; !signal.aborted; at += 1) {
          yield { lane, records: [], next: at, readUnits: 0 };
          await new Promise(resolve => setImmediate(resolve));
        }
        reading = false;
      },
    };
    const broken: Source = {
      lanes: 1,
      // biome-ignore lint/correctness/useYield: it fails before it gives anything
      async *read() {
        throw new DynError("connection", "cannot reach it");
      },
    };
    const fetch = async () => ({ items: [], readUnits: 0 });
    await expect(
      compared({ source: endless, fetch }, { source: broken, fetch }),
    ).rejects.toMatchObject({ kind: "connection" });
    expect(reading).toBe(false);
    expect(leftovers()).toEqual([]);
  });
});
