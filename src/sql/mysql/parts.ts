import type { Readable } from "node:stream";
import type { Connection, FieldPacket, ResultSetHeader } from "mysql2";
import type { Rows, SqlValue } from "../database.ts";
import { prepare, shaped } from "./query.ts";
import { parameterOf, shapeOf } from "./types.ts";

/** Rows of a long read, so many at a time; throws the driver's errors, or the signal's reason. */
export async function* parts(
  connection: Connection,
  text: string,
  values: readonly SqlValue[],
  { size, signal }: { readonly size: number; readonly signal: AbortSignal },
): AsyncIterable<Rows> {
  const prepared = await Promise.race([prepare(connection, text, values), aborted(signal)]);
  const query = prepared.execute(values.map(parameterOf));
  let shape = shapeOf([]);
  query.on("fields", (fields: FieldPacket[] | undefined) => {
    if (fields) shape = shapeOf(fields);
  });
  const stream: Readable = query.stream({ highWaterMark: size });
  signal.addEventListener("abort", () => stream.destroy(signal.reason), { once: true });
  let rows: unknown[][] = [];
  let given = false;
  for await (const row of stream as AsyncIterable<unknown[] | ResultSetHeader>) {
    // What a statement did that gives no rows, such as `SELECT … INTO @variable`.
    if (!Array.isArray(row)) continue;
    rows.push(row);
    if (rows.length < size) continue;
    yield shaped(shape, rows);
    given = true;
    rows = [];
  }
  if (rows.length > 0 || !given) yield shaped(shape, rows);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
