import type { Prices } from "../config/prices.ts";
import { readUnitBytes } from "../dynamodb/limits.ts";
import { namesIn } from "../expressions/names.ts";
import type { LiveTable } from "../schema/live.ts";
import type { KeySchema } from "../schema/schema.ts";
import type { Reading } from "./read-request.ts";

/** How much of a table or index is to be read. */
export interface Extent {
  readonly reading: Reading;
  /** The most items to give; undefined for all. */
  readonly limit: number | undefined;
  /** Whether it goes on somewhere in the middle. */
  readonly resumed: boolean;
  /** Whether all of it is counted besides. */
  readonly total: boolean;
}

/** What a reading takes, from what the service last counted. */
export interface Estimate {
  /** Of the whole table or index. */
  readonly items: number;
  readonly sizeBytes: number;
  /** Read units; undefined where the target tells no size. */
  readonly units: number | undefined;
  /** Whether that is the most, since nobody counts what one key has, or where a filter finds enough. */
  readonly isMost: boolean;
  /** US dollars; undefined where requests have no price: off AWS, and with provisioned billing. */
  readonly cost: number | undefined;
  /** Read units a second, with provisioned billing. */
  readonly provisioned: number | undefined;
}

/** An estimate: items are taken to be of the same size. */
export function estimateReading(
  live: LiveTable,
  extent: Extent,
  prices: Prices | undefined,
): Estimate {
  const { reading, resumed, limit, total } = extent;
  const { index, filter } = reading;
  const { itemCount: items, sizeBytes } = sizeOf(live, index);
  const half = reading.consistent === true ? 1 : 0.5;
  const unitsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / readUnitBytes)) * half;
  const isOne = isOneItem(reading, live.schema.key);
  const evaluated = isOne ? 1 : filter === undefined ? limit : undefined;
  const isAll = evaluated === undefined || evaluated >= items;
  const bytes = isAll ? sizeBytes : (sizeBytes / items) * evaluated;
  const units =
    sizeBytes === 0 ? undefined : unitsOf(bytes) + (total && !isAll ? unitsOf(sizeBytes) : 0);
  const { billing, tableClass = "standard" } = live.schema;
  const capacity = billing?.kind === "provisioned" ? capacityOf(live, index) : undefined;
  const price = capacity === undefined ? prices?.[tableClass].read : undefined;
  return {
    items,
    sizeBytes,
    units,
    isMost:
      !isOne &&
      (resumed || reading.operation === "Query" || (filter !== undefined && limit !== undefined)),
    cost: units === undefined || price === undefined ? undefined : (units / 1e6) * price,
    provisioned: capacity,
  };
}

/** Whether more is read than a key leads to: a Scan, or a filter on all that a partition key has. */
export function isUnkeyed({ operation, where, filter, index }: Reading, key: KeySchema): boolean {
  if (operation === "Scan" || where === undefined) return true;
  if (filter === undefined) return false;
  if (key.sort.length === 0) return index !== undefined;
  const named = new Set(namesIn(where));
  return !key.sort.some(({ name }) => named.has(name));
}

/** Whether the condition is `=` on the table's whole key, as its grammar has it: one attribute each. */
function isOneItem({ where, index }: Reading, key: KeySchema): boolean {
  if (where === undefined || index !== undefined) return false;
  const equals = (condition: typeof where): boolean =>
    condition.kind === "and"
      ? equals(condition.left) && equals(condition.right)
      : condition.kind === "compare" && condition.comparator === "=";
  const names = new Set(namesIn(where));
  return equals(where) && [...key.partition, ...key.sort].every(({ name }) => names.has(name));
}

function sizeOf(live: LiveTable, index: string | undefined) {
  if (index === undefined) return live;
  return live.indexes.get(index) ?? live.localIndexes.get(index) ?? { itemCount: 0, sizeBytes: 0 };
}

function capacityOf({ schema }: LiveTable, index: string | undefined): number | undefined {
  if (schema.billing?.kind !== "provisioned") return undefined;
  const own = schema.indexes.find(({ name }) => name === index)?.capacity;
  return (own ?? schema.billing.capacity).read.min;
}
