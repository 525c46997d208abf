import type { Session } from "../../cli/session.ts";
import { type ItemWriter, itemWriter } from "../../output/items.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { formatOfReading } from "./format.ts";
import type { ReadOptions } from "./options.ts";
import type { Source } from "./source.ts";

/** Items that a table or CSV may hold back to find out its columns. */
const leastWindowItems = 1000;
const mostWindowItems = 50_000;

export function windowOf({ limit = 0 }: Source): number {
  return Math.min(Math.max(limit, leastWindowItems), mostWindowItems);
}

interface Written {
  readonly source: Source;
  readonly table: TableSchema;
  /** What stands first. */
  readonly keys: readonly string[];
}

/** What prints the items: as they come, or in groups. */
export async function writerOf(
  session: Session,
  { source, table, keys }: Written,
  options: ReadOptions,
): Promise<ItemWriter> {
  const { stdout, now } = session.context;
  const { select } = source.reading;
  const common = { keys, ttl: table.ttl || undefined, now: now(), paint: session.paint };
  const format = formatOfReading(session, options);
  if (!options.groupByEntity) {
    const columns = select && [...new Set(select.map(([name]) => name))];
    return itemWriter(format, stdout, { ...common, columns, windowItems: windowOf(source) });
  }
  const { groupsWriter } = await import("../../output/items/groups.ts");
  const { groupByEntity } = await import("../../data/grouping.ts");
  const { keyAttributes } = await import("../../data/table-keys.ts");
  const own = keyAttributes(table.key).map(({ name }) => name);
  return groupsWriter(stdout, {
    ...common,
    format: format === "json" || format === "yaml" ? format : "table",
    group: items => groupByEntity(items, own, options.entityAttribute),
  });
}
