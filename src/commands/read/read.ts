import { withDynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { checkReading, type Reading } from "../../data/read-request.ts";
import { keyOf } from "../../data/table-keys.ts";
import type { Condition } from "../../expressions/ast.ts";
import { parseCondition, parseProjection, type SearchKey } from "../../expressions/parse.ts";
import { searchKey } from "../../schema/search-key.ts";
import { printCount } from "./count.ts";
import { openTable } from "./open-table.ts";
import { checkReadOptions, type ReadOptions } from "./options.ts";
import { firstRequest, type Source } from "./source.ts";
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

/** Items from which on the wire client, which is leaner, is worth more than the SDK's. */
const mostBySdk = 1000;

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
  };
  const format = session.format("items");
  const source: Omit<Source, "reading"> = {
    limit: options.all || count ? undefined : (options.limit ?? (format === "table" ? 25 : 100)),
    pageSize: options.pageSize,
    segments: ask.segments ?? 1,
    token: options.token,
  };
  if (options.explain && !ask.where) return explain(session, { ...source, reading });
  await withDynamo(
    session,
    async dynamo => {
      const ttl = format === "table" && !count && !options.explain;
      const table = await openTable(session, dynamo, ask.table, { ttl });
      const where = ask.where?.(searchKey(keyOf(table, index), table));
      const whole = { ...source, reading: { ...reading, where } };
      checkReading(whole.reading, table);
      if (options.explain) await explain(session, whole);
      else if (count) await printCount(session, dynamo, whole);
      else await stream(session, dynamo, whole, table);
    },
    { client: source.limit === undefined || source.limit > mostBySdk ? "wire" : "sdk" },
  );
}

async function explain(session: Session, source: Source): Promise<void> {
  await printRequest(session, source.reading.operation, firstRequest(source));
}
