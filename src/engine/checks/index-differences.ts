import { hash } from "node:crypto";
import type { Item } from "../../values/attribute.ts";
import type { CheckContext } from "./context.ts";
import { keyText, mostKeys } from "./failing-keys.ts";
import { bucketOf, type Fingerprint } from "./fingerprint.ts";
import type { IndexView } from "./index-view.ts";
import { scanEach } from "./scan.ts";

/** The most items that are held in memory to name those that differ. */
const mostHeld = 50_000;

export interface Differences {
  readonly missing: number;
  readonly surplus: number;
  readonly changed: number;
  readonly keys: readonly string[];
  /** False when there are more buckets with differences than were looked into. */
  readonly complete: boolean;
}

/** Digests of the contents under one key; an index that lags may have two. */
interface Contents {
  readonly key: string;
  readonly table: string[];
  readonly index: string[];
}

/** Reads the items of differing buckets again, of as many buckets as fit in memory, and tells them apart. */
export async function findDifferences(
  view: IndexView,
  buckets: readonly number[],
  prints: readonly [Fingerprint, Fingerprint],
  context: CheckContext,
): Promise<Differences> {
  const looked = bucketsWithin(mostHeld, buckets, prints);
  const contents = new Map<string, Contents>();
  const note = (side: "table" | "index") => (item: Item) => {
    if (side === "table" && !view.belongs(item)) return;
    const key = view.key(item);
    if (!looked.has(bucketOf(key))) return;
    const known = contents.get(key) ?? { key: keyText(item, view.keyNames), table: [], index: [] };
    known[side].push(hash("sha256", view.content(item), "base64"));
    contents.set(key, known);
  };
  await scanEach(view.tableScan, context, note("table"));
  await scanEach(view.indexScan, context, note("index"));

  let missing = 0;
  let surplus = 0;
  let changed = 0;
  const keys: string[] = [];
  for (const { key, table, index } of contents.values()) {
    if (table.toSorted().join() === index.toSorted().join()) continue;
    if (index.length < table.length) missing += 1;
    else if (index.length > table.length) surplus += 1;
    else changed += 1;
    if (keys.length < mostKeys) keys.push(key);
  }
  return { missing, surplus, changed, keys, complete: looked.size === buckets.length };
}

/** At least one, however many items it has. */
function bucketsWithin(
  most: number,
  buckets: readonly number[],
  prints: readonly Fingerprint[],
): ReadonlySet<number> {
  const looked = new Set<number>();
  let held = 0;
  for (const bucket of buckets) {
    held += prints.reduce((sum, print) => sum + print.countIn(bucket), 0);
    if (looked.size > 0 && held > most) break;
    looked.add(bucket);
  }
  return looked;
}
