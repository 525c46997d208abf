import { confirm } from "../../cli/confirm.ts";
import { type OpenedDatabase, withDatabase } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { parameterValue } from "../../data/statement-param.ts";
import { DynError } from "../../errors.ts";
import { itemWriter } from "../../output/items.ts";
import { counted, formatMs } from "../../output/units.ts";
import type { Answer, Rows, SqlStatement, SqlValue } from "../../sql/database.ts";
import type { Item } from "../../values/attribute.ts";
import { faultError, mayChange, readingError } from "./fault.ts";
import { firstWord } from "./first-word.ts";
import type { GivenValue, QueryOptions } from "./query.ts";
import { columnNames, itemsOf, sqlValueOf } from "./rows.ts";

/** Runs one statement and prints its rows, or how many it changed. */
export async function runQuery(
  session: Session,
  text: string,
  given: readonly GivenValue[],
  options: QueryOptions,
): Promise<void> {
  const values = given.map(({ text: value, isText }) =>
    isText ? value : sqlValueOf(parameterValue(value)),
  );
  await withDatabase(
    session,
    async opened => {
      if (options.write) return change(session, opened, text, values, options);
      await read(session, opened, text, values, options);
    },
    { maxConnections: 2 },
  );
}

/** MySQL and MariaDB drop tables and create users in transactions that only read, too. */
const mysqlReads = /^(?:select|with|values|table|show|explain|describe|desc|analyze|help)$/;
/** What they take back: the rest commits by itself, whatever comes after it. */
const mysqlTakenBack = /^(?:select|with|insert|replace|update|delete)$/;

/** What a cursor can be declared for; anything else that reads, such as SHOW, is short. */
const streamed = /^\s*(?:\(\s*)*(?:select|with|values|table)\b/i;

async function read(
  session: Session,
  { database, address }: OpenedDatabase,
  text: string,
  values: readonly SqlValue[],
  { limit = Number.POSITIVE_INFINITY, route, timeout }: QueryOptions,
): Promise<void> {
  const { context } = session;
  const word = firstWord(text, "mysql");
  if (database.engine === "mysql" && !mysqlReads.test(word)) {
    throw mayChange(`${word.toUpperCase() || "this"} is no statement that only reads`);
  }
  const startMs = context.monotonic();
  const statement: SqlStatement = { text, readOnly: true };
  const runOptions = { ...limits(session, timeout), ...(route && { route }) };
  const pages = streamed.test(text) ? longRead() : shortRead();
  const printer = new Printer(session);
  for await (const rows of pages) {
    const left = limit - printer.count;
    await printer.add(rows.rows.length > left ? { ...rows, rows: rows.rows.slice(0, left) } : rows);
    if (printer.count >= limit) break;
  }
  await printer.end();
  if (session.format("items") === "table") {
    const took = formatMs(context.monotonic() - startMs);
    await session.notice(`${counted(printer.count, "row")} · ${database.name} · ${took} ms`);
  }

  async function* longRead(): AsyncGenerator<Rows> {
    try {
      yield* database.stream(statement, values, runOptions);
    } catch (error) {
      throw readingError(error);
    }
  }

  async function* shortRead(): AsyncGenerator<Rows> {
    const answer = await database.transact<Answer>(
      { ...runOptions, readOnly: true },
      async transaction => {
        const value = await transaction.run(statement, values);
        return value.outcome === "ok"
          ? { commit: true, value }
          : { commit: false, value, fault: value.fault };
      },
    );
    if (!("value" in answer)) throw faultError(answer.fault, address.settings);
    yield rowsOf(answer.value, address.settings);
  }
}

function rowsOf(answer: Answer, settings: OpenedDatabase["address"]["settings"]): Rows {
  if (answer.outcome === "ok") return answer.rows;
  const error = faultError(answer.fault, settings);
  if (answer.outcome === "failed") throw error;
  throw new DynError(error.kind, `${error.message}; it may have been performed`, {
    hint: "look whether it was before you send it again",
    cause: error.cause,
  });
}

function limits({ signal }: Session, timeoutMs: number | undefined) {
  return { signal, ...(timeoutMs !== undefined && { timeoutMs }) };
}

async function change(
  session: Session,
  { database, address, connection }: OpenedDatabase,
  text: string,
  values: readonly SqlValue[],
  { timeout, route }: QueryOptions,
): Promise<void> {
  if (route === "read") {
    throw new DynError("usage", "--write and --route read exclude each other");
  }
  if (connection.protect && !session.flags.dryRun) {
    await confirm(session, { what: `change data on ${connection.name}`, typed: connection.name });
  }
  const statement: SqlStatement = { text, readOnly: false };
  const { dryRun } = session.flags;
  const answer = dryRun
    ? await rolledBack()
    : await database.run(statement, values, limits(session, timeout));
  const rows = rowsOf(answer, address.settings);
  const { affected, columns } = rows;
  const told = dryRun
    ? `would change ${counted(affected, "row")}; nothing was changed`
    : `${counted(affected, "row")} changed`;
  if (columns.length === 0) {
    const data = { affected, ...(dryRun && { dryRun }) };
    return session.print({ data, table: () => told });
  }
  const printer = new Printer(session);
  await printer.add(rows);
  await printer.end();
  await session.notice(told);

  async function rolledBack(): Promise<Answer> {
    if (database.engine === "mysql" && !mysqlTakenBack.test(firstWord(text, "mysql"))) {
      const message = "MySQL takes back nothing but changes of rows, so not try anything else";
      throw new DynError("usage", message, { hint: "leave --dry-run out" });
    }
    const ended = await database.transact<Answer>(limits(session, timeout), async transaction => ({
      commit: false,
      value: await transaction.run(statement, values),
    }));
    if ("value" in ended) return ended.value;
    throw faultError(ended.fault, address.settings);
  }
}

/** Rows as items, in the format asked for. */
class Printer {
  readonly #session: Session;
  #writer: ReturnType<typeof itemWriter> | undefined;
  count = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  async add(rows: Rows): Promise<void> {
    const { context, paint } = this.#session;
    const names = columnNames(rows.columns);
    const items: readonly Item[] = itemsOf(rows);
    this.count += items.length;
    this.#writer ??= itemWriter(this.#session.format("items"), context.stdout, {
      keys: names,
      columns: names,
      now: context.now(),
      paint,
    });
    if (items.length > 0) await this.#writer.write(items);
  }

  async end(): Promise<void> {
    const count = this.count;
    const trailer = { count, scannedCount: count, nextToken: null, consumedCapacity: null };
    await this.#writer?.end(trailer);
  }
}
