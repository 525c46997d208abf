import type { IndexCheck } from "../../scenario/scenario.ts";
import type { Item } from "../../values/attribute.ts";
import { type CheckContext, type Finding, pauseFor } from "./context.ts";
import { Fingerprint } from "./fingerprint.ts";
import { findDifferences } from "./index-differences.ts";
import { type IndexView, indexViewOf } from "./index-view.ts";
import { scanEach } from "./scan.ts";
import { counted, grouped, listed } from "./wording.ts";

/** How long an index may lag behind its table before that counts as a difference. */
const patienceMs = 10_000;
const firstPauseMs = 100;
const longestPauseMs = 2_000;

/**
 * Compares an index with its table by fingerprints, in constant memory. A global index follows its
 * table with a delay, so a difference is looked at again for some time before it counts.
 */
export async function judgeIndexMatches(
  { table, index }: IndexCheck,
  context: CheckContext,
): Promise<Finding> {
  const view = indexViewOf(await context.reader.describe(table, context.signal), index);
  if (view === undefined) {
    return { ok: false, detail: `${table} has no index ${index}`, keys: [] };
  }
  const began = context.clock.monotonic();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const { ofTable, ofIndex } = await readFingerprints(view, context);
    const buckets = ofTable.differing(ofIndex);
    const equal = {
      ok: true,
      detail: `${index} has just what ${table} has for it: ${counted(ofTable.count, "item")}`,
      keys: [],
    };
    if (buckets.length === 0) return equal;
    const leftMs = patienceMs - (context.clock.monotonic() - began);
    if (leftMs > 0) {
      await pauseFor(Math.min(pauseMs, leftMs), context);
      continue;
    }
    const found = await findDifferences(view, buckets, [ofTable, ofIndex], context);
    if (found.missing + found.surplus + found.changed === 0 && found.complete) return equal;
    const parts = [
      ...said(found.missing, "missing from it"),
      ...said(found.surplus, "in it that should not be"),
      ...said(found.changed, "in it with other content"),
    ];
    const differences = parts.length === 0 ? "it changes while it is read" : listed(parts);
    const extent = found.complete ? "" : " at least, in a part of the keys";
    return {
      ok: false,
      detail: `${index} differs from ${table} after ${grouped(patienceMs / 1000)} s: ${differences}${extent}`,
      keys: found.keys,
    };
  }
}

function said(count: number, what: string): string[] {
  return count === 0 ? [] : [`${counted(count, "item")} ${what}`];
}

async function readFingerprints(view: IndexView, context: CheckContext) {
  const ofTable = new Fingerprint();
  const ofIndex = new Fingerprint();
  const add = (print: Fingerprint, item: Item) => print.add(view.key(item), view.content(item));
  await scanEach(view.tableScan, context, item => {
    if (view.belongs(item)) add(ofTable, item);
  });
  await scanEach(view.indexScan, context, item => add(ofIndex, item));
  return { ofTable, ofIndex };
}
