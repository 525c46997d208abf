import type { Command } from "commander";
import { examples, type Run } from "../cli/action.ts";
import type { Session } from "../cli/session.ts";
import { collected } from "../cli/whole-number.ts";
import { DynError } from "../errors.ts";
import type { Condition } from "../expressions/ast.ts";
import type { SearchKey } from "../expressions/parse.ts";
import { addReadOptions, type ReadOptions } from "./read/options.ts";
import { PairCommand } from "./read/pair.ts";

interface QueryOptions extends ReadOptions {
  readonly pk?: readonly string[];
  readonly sk?: readonly string[];
  readonly skBegins?: string;
  readonly skBetween?: readonly string[];
  readonly desc?: true;
}

export function queryCommand(run: Run): Command {
  const command = new PairCommand("query", "--sk-between")
    .argument("<table>")
    .argument("[expression]", "condition on the key, such as \"UserId = 'user-7'\"")
    .option("--pk <value>", "partition key, instead of an expression", collected)
    .option("--sk <value>", "sort key, with --pk", collected)
    .option("--sk-begins <prefix>", "sort keys that begin so, with --pk")
    .option("--sk-between <low> <high>", "sort keys from LOW to HIGH, with --pk", collected)
    .option("--desc", "in descending order of the sort key");
  return addReadOptions(command)
    .addHelpText(
      "after",
      examples([
        "dyn query UserSessions \"UserId = 'user-7'\" --limit 3",
        "dyn query UserSessions --pk user-7 --sk-begins session-1 -o jsonl",
        'dyn query UserSessions "UserId = \'user-7\'" --filter "ExpiresAt > 1700000000" --count --stats',
        'dyn query UserSessions "UserId = \'user-7\'" --filter "ExpiresAt > 1700000000" --explain',
      ]),
    )
    .action(run(query));
}

async function query(
  session: Session,
  options: QueryOptions,
  table: string,
  expression: string | undefined,
): Promise<void> {
  const { parseCondition, parseKeyCondition } = await import("../expressions/parse.ts");
  const { keyCondition } = await import("../data/key-arguments.ts");
  const { read } = await import("./read/read.ts");
  const where = (key: SearchKey): Condition =>
    expression === undefined
      ? keyCondition(wordsOf(options), key)
      : parseKeyCondition(expression, key);
  checkQuery(options, expression);
  // A slip of the pen is told before anything is reached.
  if (expression !== undefined) parseCondition(expression);
  const descending = options.desc === true;
  await read(session, { operation: "Query", table, where, descending }, options);
}

function checkQuery(options: QueryOptions, expression: string | undefined): void {
  const { pk, sk, skBegins, skBetween } = options;
  const words = { "--pk": pk, "--sk": sk, "--sk-begins": skBegins, "--sk-between": skBetween };
  const [given] = Object.entries(words).find(([, value]) => value !== undefined) ?? [];
  if (expression !== undefined && given !== undefined) {
    throw new DynError("usage", `an expression and ${given} exclude each other`, {
      hint: "say it all in the expression, or all with --pk and --sk",
    });
  }
  if (expression === undefined && pk === undefined) {
    throw new DynError("usage", "a query needs a partition key", {
      hint: "give an expression such as \"UserId = 'user-7'\", or --pk VALUE; dyn scan reads everything",
    });
  }
}

function wordsOf({ pk = [], sk, skBegins, skBetween }: QueryOptions) {
  if (skBetween === undefined) return { pk, sk, skBegins };
  const [low, high, ...more] = skBetween;
  if (low === undefined || high === undefined || more.length > 0) {
    throw new DynError("usage", `--sk-between takes two values, not ${skBetween.length}`, {
      hint: "such as --sk-between 2024-01 2024-07",
    });
  }
  return { pk, sk, skBegins, skBetween: [low, high] as const };
}
