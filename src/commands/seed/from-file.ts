import { inputFiles } from "../../data/formats/input-files.ts";
import { fileSource } from "../../data/transfer/file-source.ts";
import { type BadRecord, isBad } from "../../data/transfer/source.ts";
import { untilAborted } from "../../data/transfer/until-aborted.ts";
import { DynError, type Problem } from "../../errors.ts";
import type { Item } from "../../values/attribute.ts";

/** They are all held at the same time; files of more are for `dyn import`, which streams them. */
const mostItems = 100_000;
const mostProblems = 20;

export interface Listed {
  /** So many at most; all without it. */
  readonly count: number | undefined;
  readonly table: string;
  readonly cwd: string;
  /** What `-` means. */
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/**
 * The items of a file of any form that `dyn import` reads, or the first of them.
 * @throws DynError "invalid" with the lines that are no items, "usage" for a file of too many
 */
export async function itemsOfFile(
  word: string,
  { count, table, cwd, stdin, signal }: Listed,
): Promise<Item[]> {
  const files = await inputFiles([word], { cwd, stdin });
  const source = untilAborted(fileSource(files).read(0, undefined, signal), signal);
  const wanted = count ?? Number.POSITIVE_INFINITY;
  const items: Item[] = [];
  const problems: Problem[] = [];
  for await (const chunk of source) {
    const { records, file = word } = chunk;
    for (const record of records) {
      if (items.length === wanted || problems.length === mostProblems) break;
      if (items.length === mostItems) throw tooMany(word, table);
      if (isBad(record)) {
        problems.push(problemOf(record, file));
      } else items.push(record.item.item);
    }
    if (items.length === wanted || problems.length === mostProblems) break;
  }
  if (signal.aborted) throw new DynError("interrupted", "interrupted");
  if (problems.length > 0) {
    throw new DynError("invalid", `lines of ${word} are no items`, {
      problems,
      hint: `dyn import ${table} ${word} writes the others, and keeps these apart`,
    });
  }
  if (items.length > 0) return items;
  throw new DynError("invalid", `${word} has no items`);
}

/** What is wrong with a line says its column itself where it knows it. */
function problemOf({ problem, line }: BadRecord, file: string): Problem {
  const [, column, message = problem] = /^column (\d+): (.*)$/s.exec(problem) ?? [];
  return { message, place: { file, line, column: Number(column ?? 1) } };
}

function tooMany(word: string, table: string): DynError {
  return new DynError("usage", `${word} has more than ${mostItems.toLocaleString("en")} items`, {
    hint: `take some with --count, or all with: dyn import ${table} ${word}`,
  });
}
