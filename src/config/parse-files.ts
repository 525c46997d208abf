import { DynError, type Problem } from "../errors.ts";
import { readTextFile } from "./text-file.ts";
import { invalidFile } from "./yaml-file.ts";

/**
 * What `parse` makes of each file, in their order.
 * @param files as the user typed them, relative to `cwd`
 * @throws DynError "invalid" with the mistakes of all files together, or for one that cannot be read
 */
export async function parseFiles<T>(
  files: readonly string[],
  cwd: string,
  parse: (text: string, file: string) => T | Promise<T>,
): Promise<T[]> {
  const parsed: T[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const text = await readTextFile(file, cwd);
    try {
      parsed.push(await parse(text, file));
    } catch (error) {
      if (!(error instanceof DynError) || error.problems.length === 0) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) {
    const faulty = new Set(problems.map(({ place }) => place?.file ?? ""));
    throw invalidFile([...faulty].join(", "), problems);
  }
  return parsed;
}
