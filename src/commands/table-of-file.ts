import { DynError } from "../errors.ts";
import { readTableFiles } from "../schema/files.ts";
import type { TableSchema } from "../schema/schema.ts";

/** The table of that name in a file, or its only one under that name. */
export async function tableOfFile(file: string, table: string, cwd: string): Promise<TableSchema> {
  const schemas = await readTableFiles([file], cwd);
  const [only, ...others] = schemas;
  const found = schemas.find(schema => schema.table === table);
  if (found !== undefined) return found;
  if (only !== undefined && others.length === 0) return { ...only, table };
  throw new DynError("usage", `${file} has no table ${table}`, {
    hint: `it has ${schemas.map(schema => schema.table).join(", ")}`,
  });
}
