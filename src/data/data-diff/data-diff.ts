import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { DynError } from "../../errors.ts";
import type { Item } from "../../values/attribute.ts";
import { itemsEqual } from "../../values/equal.ts";
import { merged } from "../merged.ts";
import { isBad, type Source } from "../transfer/source.ts";
import { digestOf, normalKey, without } from "./digest.ts";
import { Spill, unusable } from "./spill.ts";
import { suspects } from "./suspects.ts";

/** An item that is not on both sides as it is on the other: missing of `b`, extra in `b`, or different. */
export type Difference =
  | { readonly kind: "missing"; readonly key: Item; readonly a: Item }
  | { readonly kind: "extra"; readonly key: Item; readonly b: Item }
  | { readonly kind: "different"; readonly key: Item; readonly a: Item; readonly b: Item };

/** One of the two tables. */
export interface Side {
  readonly source: Source;
  /** Items by their keys as they are now; those that are not there are left out. */
  fetch(keys: readonly Item[], signal: AbortSignal): Promise<Fetched>;
}

export interface Fetched {
  readonly items: readonly Item[];
  readonly readUnits: number;
}

export interface DataDiffOptions {
  readonly keyAttributes: readonly string[];
  /** Attributes that may differ. */
  readonly ignored: ReadonlySet<string>;
  /** Where temporary files may be made. */
  readonly folder: string;
  /** Items of the larger side, about; files are planned by it. */
  readonly expectedItems: number;
  /** Text of a side that may be held in memory when the two are compared; 16 MB unless told. */
  readonly bucketBytes?: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DataDiffProgress) => void;
}

export interface DataDiffProgress {
  readonly itemsA: number;
  readonly itemsB: number;
  readonly readUnits: number;
}

export interface DataDiffCounts extends DataDiffProgress {
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  /** Items that differed when they were read and no longer did when they were looked at again. */
  readonly settled: number;
}

/** Entries of a bucket, about: some 5 MB. */
const bucketItems = 50_000;
const defaultBucketBytes = 16 * 1024 * 1024;
const mostBuckets = 1024;
/** Keys that are looked at again at the same time. */
const fetched = 100;

/**
 * Compares all items of two tables. Each is read once; of every item its key and a digest are kept in
 * temporary files, bucket by bucket of a hash, so that memory stays flat. What seems to differ is
 * read again, consistently, before it is given: writes that go on meanwhile make no differences.
 * Throws what reading throws, and DynError "failed" when the files cannot be written.
 */
export async function* dataDiff(
  a: Side,
  b: Side,
  options: DataDiffOptions,
): AsyncGenerator<Difference, DataDiffCounts, undefined> {
  const { keyAttributes, ignored, signal, onProgress } = options;
  const { bucketBytes = defaultBucketBytes } = options;
  const buckets = Math.ceil(options.expectedItems / bucketItems);
  const counts = { itemsA: 0, itemsB: 0, readUnits: 0 };
  const found = { missing: 0, extra: 0, different: 0, settled: 0 };
  const folder = await mkdtemp(join(options.folder, "dyn-data-diff-")).catch(error => {
    throw unusable(error);
  });
  const bucketCount = Math.min(Math.max(buckets, 1), mostBuckets);
  // A side that cannot be read ends the reading of the other.
  const cut = new AbortController();
  const reading = AbortSignal.any([signal, cut.signal]);
  const spillOf = async ({ source }: Side, name: "a" | "b"): Promise<Spill> => {
    const spill = new Spill(folder, name, bucketCount);
    const lanes = Array.from({ length: source.lanes }, (_, lane) =>
      source.read(lane, undefined, reading),
    );
    for await (const { records, readUnits } of merged(lanes)) {
      for (const record of records) {
        if (isBad(record)) throw new DynError("failed", `line ${record.line}: ${record.problem}`);
        const { item } = record.item;
        spill.add(normalKey(item, keyAttributes), digestOf(without(item, ignored)));
      }
      await spill.room();
      counts.readUnits += readUnits;
      counts[name === "a" ? "itemsA" : "itemsB"] += records.length;
      onProgress?.(counts);
    }
    await spill.flush();
    return spill;
  };
  try {
    const [one, other] = await bothOf(spillOf(a, "a"), spillOf(b, "b"), () => cut.abort());
    for await (const texts of suspects({ a: one, b: other }, bucketBytes)) {
      if (signal.aborted) throw new DynError("interrupted", "interrupted");
      for (let at = 0; at < texts.length; at += fetched) {
        const again = await lookedAtAgain(a, b, texts.slice(at, at + fetched), options);
        counts.readUnits += again.readUnits;
        for (const difference of again.found) {
          if (difference === "settled") found.settled += 1;
          else {
            found[difference.kind] += 1;
            yield difference;
          }
        }
      }
    }
    return { ...counts, ...found };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Both, or the first fault of them, once neither works on. */
async function bothOf<T>(
  one: Promise<T>,
  other: Promise<T>,
  onFault?: () => void,
): Promise<[T, T]> {
  const faults: unknown[] = [];
  const caught = (fault: unknown) => {
    faults.push(fault);
    onFault?.();
    return undefined;
  };
  const [first, second] = await Promise.all([one.catch(caught), other.catch(caught)]);
  if (first === undefined || second === undefined) throw faults[0];
  return [first, second];
}

interface LookedAt {
  readonly found: readonly (Difference | "settled")[];
  readonly readUnits: number;
}

async function lookedAtAgain(
  a: Side,
  b: Side,
  texts: readonly string[],
  { keyAttributes, ignored, signal }: DataDiffOptions,
): Promise<LookedAt> {
  const keys = texts.map(text => JSON.parse(text) as Item);
  const byKey = (items: readonly Item[]) =>
    new Map(items.map(item => [normalKey(item, keyAttributes), item]));
  const [fetchedA, fetchedB] = await bothOf(a.fetch(keys, signal), b.fetch(keys, signal));
  const [inA, inB] = [byKey(fetchedA.items), byKey(fetchedB.items)];
  const found = texts.map((text, at): Difference | "settled" => {
    const key = keys[at] ?? {};
    const [one, other] = [inA.get(text), inB.get(text)];
    if (one === undefined) {
      return other === undefined ? "settled" : { kind: "extra", key, b: other };
    }
    if (other === undefined) return { kind: "missing", key, a: one };
    const same = itemsEqual(without(one, ignored), without(other, ignored));
    return same ? "settled" : { kind: "different", key, a: one, b: other };
  });
  return { found, readUnits: fetchedA.readUnits + fetchedB.readUnits };
}
