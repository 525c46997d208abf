import type { LiveTable } from "./live.ts";
import type { TableClass } from "./schema.ts";

/**
 * List prices of us-east-1 in US dollars a GB-month, from
 * https://aws.amazon.com/dynamodb/pricing/on-demand/; the first 25 GB a month of the standard class
 * are free per account and region.
 */
export const storagePrices = {
  standard: 0.25,
  "infrequent-access": 0.1,
} as const satisfies Record<TableClass, number>;

export interface StorageCost {
  readonly class: TableClass;
  /** Of the table and all its indexes. */
  readonly sizeBytes: number;
  /** US dollars, before what is free. */
  readonly monthly: number;
}

const bytesPerGb = 1024 ** 3;

/** What a month of a table's storage costs at list price, as last counted; undefined of nothing. */
export function storageCost(
  live: Pick<LiveTable, "sizeBytes" | "indexes" | "localIndexes" | "schema">,
): StorageCost | undefined {
  const indexes = [...live.indexes.values(), ...live.localIndexes.values()];
  const sizeBytes = indexes.reduce((sum, index) => sum + index.sizeBytes, live.sizeBytes);
  if (sizeBytes === 0) return undefined;
  const { tableClass = "standard" } = live.schema;
  const monthly = (sizeBytes / bytesPerGb) * storagePrices[tableClass];
  return { class: tableClass, sizeBytes, monthly };
}
