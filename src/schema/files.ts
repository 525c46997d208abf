import { parseFiles } from "../config/parse-files.ts";
import { type ParseOptions, parseTableSchemas } from "./parse.ts";
import type { TableSchema } from "./schema.ts";

/**
 * The tables of several files, in their order.
 * @param files as the user typed them, relative to `cwd`
 * @throws DynError "invalid" with the mistakes of all files, or for one that cannot be read
 */
export async function readTableFiles(
  files: readonly string[],
  cwd: string,
  options: ParseOptions = {},
): Promise<TableSchema[]> {
  const parse = (text: string, file: string) => parseTableSchemas(text, file, options);
  return (await parseFiles(files, cwd, parse)).flat();
}
