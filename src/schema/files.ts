import { parseFiles } from "../config/parse-files.ts";
import { DynError } from "../errors.ts";
import { type ParseOptions, parseTableSchemas } from "./parse.ts";
import type { TableSchema } from "./schema.ts";

/**
 * The tables of several files, in their order.
 * @param files as the user typed them, relative to `cwd`
 * @throws DynError "invalid" with the mistakes of all files, for one that cannot be read, or for a
 *   table that is in two
 */
export async function readTableFiles(
  files: readonly string[],
  cwd: string,
  options: ParseOptions = {},
): Promise<TableSchema[]> {
  const parsed = await parseFiles(files, cwd, (text, file) =>
    parseTableSchemas(text, file, options).map(schema => ({ schema, file })),
  );
  const all = parsed.flat();
  const fileOf = new Map<string, string>();
  for (const { schema, file } of all) {
    const other = fileOf.get(schema.table);
    if (other !== undefined) throw twice(schema.table, other, file);
    fileOf.set(schema.table, file);
  }
  return all.map(({ schema }) => schema);
}

function twice(table: string, one: string, other: string): DynError {
  if (one === other) return new DynError("invalid", `${one} is given twice`);
  return new DynError("invalid", `table ${table} is in ${one} and in ${other}`, {
    hint: "a table has one file; leave one of them out",
  });
}
