import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { checkReading, type Reading } from "../../data/read-request.ts";
import { keyOf } from "../../data/table-keys.ts";
import type { Condition } from "../../expressions/ast.ts";
import { parseCondition, parseProjection, type SearchKey } from "../../expressions/parse.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { searchKey } from "../../schema/search-key.ts";
import { printCount } from "./count.ts";
import { formatOfReading } from "./format.ts";
import { openLiveTable } from "./open-table.ts";
import { checkReadOptions, type ReadOptions } from "./options.ts";
import { Sight } from "./sight.ts";
import type { Source } from "./source.ts";
import { stream } from "./stream.ts";

/** What query and scan do not have in common. */
export interface ReadAsk {
  readonly operation: "Query" | "Scan";
  readonly table: string;
  /** Makes the key condition of a query. */
  readonly where?: (key: SearchKey) => Condition;
  readonly descending?: boolean;
  /** Parts of a table that are read at the same time. */
  readonly segments?: number;
}

/** Reads a table or index and prints what is there, how much that is, or what would be asked. */
export async function read(session: Session, ask: ReadAsk, options: ReadOptions): Promise<void> {
  checkReadOptions(options);
  const { filter, select, index, consistent, count } = options;
  const reading: Reading = {
    operation: ask.operation,
    table: ask.table,
    index,
    filter: filter === undefined ? undefined : parseCondition(filter),
    select: select === undefined ? undefined : parseProjection(select),
    descending: ask.descending,
    consistent,
    count,
    capacityByIndex: options.stats,
  };
  const format = formatOfReading(session, options);
  const source: Omit<Source, "reading"> = {
    limit: options.all || count ? undefined : (options.limit ?? (format === "table" ? 25 : 100)),
    pageSize: options.pageSize,
    segments: ask.segments ?? 1,
    token: options.token,
  };
  await withDynamo(session, async dynamo => {
    const ttl = format === "table" && !count && !options.explain;
    const live = await openLiveTable(session, dynamo, ask.table, { ttl });
    const table = live.schema;
    const where = ask.where?.(searchKey(keyOf(table, index), table));
    const whole = { ...source, reading: { ...reading, where } };
    checkReading(whole.reading, table);
    if (isWeighed(dynamo, options)) {
      const { weigh } = await import("./weigh.ts");
      const weighed = await weigh(session, dynamo, whole, live, options);
      if (weighed !== undefined) await perform(session, dynamo, weighed, table, options);
    } else {
      const sight = new Sight(undefined);
      await perform(session, dynamo, { source: whole, sight }, table, options);
    }
  });
}

/** Whether what it takes matters before it is read. */
function isWeighed({ connection }: Dynamo, { explain, maxRcu, maxCost }: ReadOptions): boolean {
  return connection.protect || explain === true || maxRcu !== undefined || maxCost !== undefined;
}

async function perform(
  session: Session,
  dynamo: Dynamo,
  { source, sight }: { readonly source: Source; readonly sight: Sight },
  table: TableSchema,
  options: ReadOptions,
): Promise<void> {
  const { monotonic } = session.context;
  const startMs = monotonic();
  const told = options.stats && (await import("./stats.ts"));
  const stats = () =>
    told ? told.statsOf(sight, source.reading, table, monotonic() - startMs) : undefined;
  const reached = told ? { ...dynamo, client: sight.client(dynamo.client) } : dynamo;
  const more = () => (told ? { stats: stats() } : {});
  try {
    if (options.count) await printCount(session, reached, source, sight, more);
    else await stream(session, reached, { source, sight, table, more }, options);
  } finally {
    const final = stats();
    if (told && final && sight.pages > 0) await session.notice(told.statsText(final));
  }
  const { budget, isStopped, units } = sight;
  if (budget === undefined || !isStopped) return;
  throw (await import("./budget.ts")).stoppedByBudget(units, budget, goOnText(source));
}

function goOnText({ segments, reading }: Source): string {
  if (reading.count) return "what is printed counts what was read so far";
  return segments > 1
    ? "segments have no one place to go on from; without --segments there is a token"
    : "what was read is printed; its token goes on";
}
