import type { Prices } from "../config/prices.ts";
import type { LiveTable } from "./live.ts";
import type { TableClass } from "./schema.ts";

export interface StorageCost {
  readonly class: TableClass;
  /** Of the table and all its indexes. */
  readonly sizeBytes: number;
  /** US dollars, before what is free. */
  readonly monthly: number;
}

const bytesPerGb = 1024 ** 3;

/** What a month of a table's storage costs, as last counted; undefined of nothing. */
export function storageCost(
  live: Pick<LiveTable, "sizeBytes" | "indexes" | "localIndexes" | "schema">,
  prices: Prices,
): StorageCost | undefined {
  const indexes = [...live.indexes.values(), ...live.localIndexes.values()];
  const sizeBytes = indexes.reduce((sum, index) => sum + index.sizeBytes, live.sizeBytes);
  if (sizeBytes === 0) return undefined;
  const { tableClass = "standard" } = live.schema;
  const monthly = (sizeBytes / bytesPerGb) * prices[tableClass].storage;
  return { class: tableClass, sizeBytes, monthly };
}
