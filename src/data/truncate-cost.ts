import type { Prices } from "../config/prices.ts";
import { readUnitBytes, writeUnitBytes } from "../dynamodb/limits.ts";
import type { LiveTable } from "../schema/live.ts";

/** What deleting all items of a table takes, from what the service last counted. */
export interface TruncateCost {
  readonly items: number;
  /** Without those of indexes; 0 where the target counts none. */
  readonly sizeBytes: number;
  /** Of consistent reads; undefined where the target counts no bytes. */
  readonly readUnits: number | undefined;
  /** With those of indexes and replicas; of items of up to 1 KB where the target counts no bytes. */
  readonly writeUnits: number;
  /** At the least, with the write units of provisioned billing. */
  readonly seconds: number | undefined;
  /** US dollars; undefined where requests have no price: off AWS, and with provisioned billing. */
  readonly dollars: number | undefined;
}

/** An estimate: items are taken to be of the same size, and replicas to have the same indexes. */
export function truncateCost(live: LiveTable, prices?: Prices): TruncateCost {
  const { itemCount, sizeBytes, replicas } = live;
  const { billing, tableClass = "standard" } = live.schema;
  const indexes = [...live.indexes.values(), ...live.localIndexes.values()];
  const own = deleteUnits(live);
  const all = indexes.reduce((sum, index) => sum + deleteUnits(index), own);
  const readUnits =
    sizeBytes === 0 && itemCount > 0 ? undefined : Math.ceil(sizeBytes / readUnitBytes);
  const writeUnits = all * (1 + replicas.length);
  const price = billing?.kind === "provisioned" ? undefined : prices?.[tableClass];
  return {
    items: itemCount,
    sizeBytes,
    readUnits,
    writeUnits,
    dollars: price && ((readUnits ?? 0) * price.read + writeUnits * price.write) / 1e6,
    seconds: billing?.kind === "provisioned" ? own / billing.capacity.write.min : undefined,
  };
}

/** Each deletion is rounded up to whole units, in the table and in every index that has the item. */
function deleteUnits({ itemCount, sizeBytes }: Pick<LiveTable, "itemCount" | "sizeBytes">): number {
  if (itemCount === 0) return 0;
  return itemCount * Math.max(1, Math.ceil(sizeBytes / itemCount / writeUnitBytes));
}
