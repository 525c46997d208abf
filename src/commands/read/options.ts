import type { Command } from "commander";
import { wholeNumber } from "../../cli/whole-number.ts";
import { DynError } from "../../errors.ts";

/** What query and scan have in common. */
export interface ReadOptions {
  readonly index?: string;
  readonly filter?: string;
  readonly select?: string;
  readonly limit?: number;
  readonly pageSize?: number;
  readonly all?: true;
  readonly token?: string;
  readonly count?: true;
  readonly consistent?: true;
  readonly explain?: true;
}

export function addReadOptions(command: Command): Command {
  return command
    .option("--index <name>", "read this index")
    .option(
      "--filter <expression>",
      "leave out items that do not match; they are read all the same",
    )
    .option("--select <attributes>", "only these attributes: Name, Address.City, Tags[0]")
    .option(
      "--limit <items>",
      "give so many items, if there are; else 25 as a table, 100 as data",
      wholeNumber(1),
    )
    .option("--page-size <items>", "the most items that one request looks at", wholeNumber(1))
    .option("--all", "everything, as a stream")
    .option("--token <token>", "go on where an earlier page ended")
    .option("--count", "only how many there are")
    .option("--consistent", "read what was last written")
    .option("--explain", "print the request and read nothing");
}

/** Throws a "usage" error for options that contradict each other. */
export function checkReadOptions(options: ReadOptions): void {
  const pairs: readonly (readonly [string, unknown, string, unknown])[] = [
    ["--all", options.all, "--limit", options.limit],
    ["--count", options.count, "--limit", options.limit],
    ["--count", options.count, "--select", options.select],
    ["--count", options.count, "--token", options.token],
  ];
  for (const [one, a, other, b] of pairs) {
    if (a === undefined || b === undefined) continue;
    const hint = one === "--count" ? "--count counts everything that matches" : undefined;
    throw new DynError("usage", `${one} and ${other} exclude each other`, { hint });
  }
}
