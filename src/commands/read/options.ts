import type { Command } from "commander";
import { amount, wholeNumber } from "../../cli/whole-number.ts";
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
  readonly total?: true;
  readonly stats?: true;
  readonly maxRcu?: number;
  readonly maxCost?: number;
  readonly groupByEntity?: true;
  readonly entityAttribute?: string;
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
    .option("--total", "tell how many there are in all, which costs a count")
    .option("--max-rcu <units>", "read no further than so many read units, in all", amount)
    .option("--max-cost <dollars>", "the same in money, on demand", amount)
    .option(
      "--stats",
      "tell what it took: pages, units by index, retries, what a filter threw away",
    )
    .option("--group-by-entity", "in groups, by an entity attribute or the template of the key")
    .option("--entity-attribute <name>", "the attribute to group by")
    .option("--explain", "print what would be read, an estimate and the request; read nothing");
}

const hints: Readonly<Record<string, string>> = {
  "--count": "--count counts everything that matches",
  "--select": "each group has columns of its own",
};

/** Throws a "usage" error for options that contradict each other. */
export function checkReadOptions(options: ReadOptions): void {
  const pairs: readonly (readonly [string, unknown, string, unknown])[] = [
    ["--all", options.all, "--limit", options.limit],
    ["--count", options.count, "--limit", options.limit],
    ["--count", options.count, "--select", options.select],
    ["--count", options.count, "--token", options.token],
    ["--count", options.count, "--total", options.total],
    ["--count", options.count, "--group-by-entity", options.groupByEntity],
    ["--select", options.select, "--group-by-entity", options.groupByEntity],
  ];
  for (const [one, a, other, b] of pairs) {
    if (a === undefined || b === undefined) continue;
    const hint = hints[one];
    throw new DynError("usage", `${one} and ${other} exclude each other`, { hint });
  }
  if (options.entityAttribute !== undefined && !options.groupByEntity) {
    throw new DynError("usage", "--entity-attribute goes with --group-by-entity");
  }
}
