import { parseFiles } from "../config/parse-files.ts";
import { parseTableSchemas } from "./parse.ts";
import type { TableSchema } from "./schema.ts";

/**
 * The tables of several YAML files, in their order.
 * @param files as the user typed them, relative to `cwd`
 * @throws DynError "invalid" with the mistakes of all files, or for one that cannot be read
 */
export async function readTableFiles(
  files: readonly string[],
  cwd: string,
): Promise<TableSchema[]> {
  return (await parseFiles(files, cwd, parseTableSchemas)).flat();
}
