import { readTextFile } from "../config/text-file.ts";
import { invalidFile } from "../config/yaml-file.ts";
import { DynError, type Problem } from "../errors.ts";
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
  const tables: TableSchema[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const text = await readTextFile(file, cwd);
    try {
      tables.push(...parseTableSchemas(text, file));
    } catch (error) {
      if (!(error instanceof DynError) || error.problems.length === 0) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) {
    const faulty = new Set(problems.map(({ place }) => place?.file ?? ""));
    throw invalidFile([...faulty].join(", "), problems);
  }
  return tables;
}
