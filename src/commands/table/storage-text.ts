import type { Prices } from "../../config/prices.ts";
import { formatBytes } from "../../output/units.ts";
import type { LiveTable } from "../../schema/live.ts";
import { storageCost } from "../../schema/storage-cost.ts";

/** What keeping a table costs, as an estimate; undefined of a table without a size. */
export function storageText(live: LiveTable, prices: Prices): string | undefined {
  const cost = storageCost(live, prices);
  if (cost === undefined) return undefined;
  const price = dollars(prices[cost.class].storage);
  const free =
    cost.class === "standard"
      ? "; the first 25 GB a month of the standard class are free per account and region"
      : "";
  const indexed = live.indexes.size + live.localIndexes.size > 0 ? " with indexes" : "";
  return `${sumText(cost.monthly)} a month for ${formatBytes(cost.sizeBytes)}${indexed}: an estimate at ${prices.origin}, ${price} a GB-month${free}`;
}

function sumText(sum: number): string {
  return sum < 0.01 ? "less than $0.01" : `about ${dollars(sum)}`;
}

function dollars(sum: number): string {
  return `$${sum.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
