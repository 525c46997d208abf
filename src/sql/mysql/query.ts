import type { Connection, FieldPacket, PrepareStatementInfo, ResultSetHeader } from "mysql2";
import type { Cell, Rows, SqlStatement, SqlValue } from "../database.ts";
import { parameterOf, type Shape, shapeOf, textShapeOf } from "./types.ts";

/** How a query ended; `sent`: the server may be performing it. */
export type QueryEnd =
  | { readonly ok: true; readonly rows: Rows }
  | { readonly ok: false; readonly error: unknown; readonly sent: boolean };

/** Numbers of the server's errors. */
const unpreparable = 1295;
const unknownStatements: ReadonlySet<number | undefined> = new Set([1243, 1615]);

/** Performs a statement as a prepared one, or as text where the server prepares none such. */
export async function perform(
  connection: Connection,
  statement: SqlStatement,
  values: readonly SqlValue[],
): Promise<QueryEnd> {
  const end = await performPrepared(connection, statement, values);
  if (end.ok || end.sent) return end;
  const { errno } = end.error as NodeJS.ErrnoException;
  if (errno === unpreparable && values.length === 0) return performText(connection, statement.text);
  // A proxy between has led to another server, or the table has changed.
  if (!unknownStatements.has(errno)) return end;
  connection.unprepare(statement.text);
  return performPrepared(connection, statement, values);
}

/** For the client's own commands. */
export function performText(connection: Connection, text: string): Promise<QueryEnd> {
  return new Promise(resolve => {
    connection.query({ sql: text, typeCast: false }, (error, result, fields) => {
      if (error) resolve({ ok: false, error, sent: true });
      else resolve({ ok: true, rows: rowsOf(result, fields, textShapeOf) });
    });
  });
}

async function performPrepared(
  connection: Connection,
  { text, name }: SqlStatement,
  values: readonly SqlValue[],
): Promise<QueryEnd> {
  try {
    const parameters = values.map(parameterOf);
    const prepared = await prepare(connection, text, values);
    const end = await execute(prepared, parameters);
    if (name === undefined && (end.ok || !isFatal(end.error))) connection.unprepare(text);
    return end;
  } catch (error) {
    return { ok: false, error, sent: false };
  }
}

/** Those that the connection knows are at hand. */
export function prepare(
  connection: Connection,
  text: string,
  values: readonly SqlValue[],
): Promise<PrepareStatementInfo> {
  return new Promise((resolve, reject) => {
    connection.prepare(text, (error, prepared) => {
      if (error) reject(error);
      else if (placesOf(prepared) === values.length) resolve(prepared);
      else reject(new Error(`${placesOf(prepared)} values wanted, ${values.length} given`));
    });
  });
}

/** What the driver's own types leave out. */
function placesOf(prepared: PrepareStatementInfo): number {
  return (prepared as unknown as { readonly parameters: readonly unknown[] }).parameters.length;
}

function execute(prepared: PrepareStatementInfo, parameters: unknown[]): Promise<QueryEnd> {
  return new Promise(resolve => {
    prepared.execute<ResultSetHeader>(parameters, (error, result, fields) => {
      if (error) resolve({ ok: false, error, sent: !isStale(error) });
      else resolve({ ok: true, rows: rowsOf(result, fields) });
    });
  });
}

function isStale({ errno }: NodeJS.ErrnoException): boolean {
  return unknownStatements.has(errno);
}

function isFatal(error: unknown): boolean {
  return (error as { fatal?: boolean }).fatal === true;
}

/** A procedure gives several results, and what it did last: the first rows are what is asked for. */
function rowsOf(result: unknown, fields: unknown, shapeFor = shapeOf): Rows {
  if (!Array.isArray(result)) {
    return { columns: [], rows: [], affected: (result as ResultSetHeader).affectedRows };
  }
  const list = fields as readonly (FieldPacket | readonly FieldPacket[] | undefined)[];
  const first = list.findIndex(Array.isArray);
  if (first >= 0) return rowsOf(result[first], list[first], shapeFor);
  return shaped(shapeFor(list as readonly FieldPacket[]), result as unknown[][]);
}

/** A result of one shape. */
export function shaped({ columns, convert }: Shape, rows: unknown[][]): Rows {
  const cells: readonly (readonly Cell[])[] = rows.map(convert);
  return { columns, rows: cells, affected: cells.length };
}
