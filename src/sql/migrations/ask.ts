import type { Cell, SqlFault, SqlValue } from "../database.ts";
import type { ServerConnection } from "../engine.ts";

/** A statement that the server, or the way to it, ended. */
export class StatementError extends Error {
  readonly fault: SqlFault;

  constructor(fault: SqlFault) {
    super(fault.message, { cause: fault.cause });
    this.fault = fault;
  }
}

/** Runs a statement and gives its rows by the names of their columns. Throws a StatementError. */
export async function ask(
  session: ServerConnection,
  text: string,
  values: readonly SqlValue[] = [],
): Promise<readonly Readonly<Record<string, Cell>>[]> {
  const reply = await session.run({ text, readOnly: false }, values);
  if (!reply.ok) throw new StatementError(reply.fault);
  const { columns, rows } = reply.rows;
  return rows.map(row =>
    Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])),
  );
}
