import { readTextFile } from "../../config/text-file.ts";
import { type Comparison, compare } from "../../engine/comparison.ts";
import type { Result } from "../../engine/result.ts";
import { DynError } from "../../errors.ts";
import { findComparisonFault, findFault, saysComparison } from "./result-shape.ts";

/** A result and the file that it came from, as the user typed it. */
export interface ResultFile {
  readonly file: string;
  readonly result: Result;
  /** What the result stands in, beside those of other targets; absent where it is by itself. */
  readonly comparison?: Comparison;
}

/** Hours of one row a second, of several scenarios, stay well below it. */
const maxBytes = 256 * 1024 * 1024;
const hint = "a result is what dyn stress run prints with -o json or -o jsonl";

/**
 * Reads results from their files; each holds a document, a list of documents, or a line for each. Of
 * a comparison it gives the results, each with the comparison.
 * @param files as the user typed them, relative to `cwd`
 * @throws DynError "invalid" that names the file that is no result, and where it is not
 */
export async function readResults(files: readonly string[], cwd: string): Promise<ResultFile[]> {
  const read: ResultFile[] = [];
  for (const file of files) {
    const text = await readTextFile(file, cwd, { maxBytes, hint });
    const documents = documentsIn(text, file);
    if (documents.length === 0) throw new DynError("invalid", `${file}: no result in it`, { hint });
    for (const [position, document] of documents.entries()) {
      const where = documents.length === 1 ? file : `${file}: document ${position + 1}`;
      if (!saysComparison(document)) {
        read.push({ file, result: trusted(document, where) });
        continue;
      }
      const comparison = trustedComparison(document, where);
      const results = comparison.targets.flatMap(({ result }) => result ?? []);
      read.push(...results.map(result => ({ file, result, comparison })));
    }
  }
  return read;
}

function documentsIn(text: string, file: string): readonly unknown[] {
  try {
    const document: unknown = JSON.parse(text);
    return Array.isArray(document) ? document : [document];
  } catch (cause) {
    return linesIn(text) ?? notJson(file, cause);
  }
}

/** The documents of text that has one on each line; undefined when it has not. */
function linesIn(text: string): readonly unknown[] | undefined {
  const lines = text.split("\n").filter(line => line.trim() !== "");
  if (!lines.every(line => line.startsWith("{"))) return undefined;
  try {
    return lines.map((line): unknown => JSON.parse(line));
  } catch {
    return undefined;
  }
}

function notJson(file: string, cause: unknown): never {
  throw new DynError("invalid", `${file}: this is not JSON`, { hint, cause });
}

function trusted(document: unknown, where: string): Result {
  const fault = findFault(document);
  if (fault === undefined) return document as Result;
  throw new DynError("invalid", `${where}: no dyn.result/1 document: ${fault}`, { hint });
}

/** Set side by side anew: what it is made of is all that is trusted. */
function trustedComparison(document: unknown, where: string): Comparison {
  const fault = findComparisonFault(document);
  if (fault !== undefined) {
    throw new DynError("invalid", `${where}: no dyn.comparison/1 document: ${fault}`, { hint });
  }
  const { scenario, description, seed, interleave, targets } = document as Comparison;
  return compare({ scenario, description, seed, interleave }, targets);
}
