import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { durationOption } from "../../cli/duration-option.ts";
import type { Session } from "../../cli/session.ts";
import { wholeNumber } from "../../cli/whole-number.ts";
import { type Route, routes } from "../../scenario/scenario.ts";

export interface QueryOptions {
  readonly file?: string;
  readonly limit?: number;
  readonly route?: Route;
  readonly timeout?: number;
  readonly write?: true;
}

export interface GivenValue {
  readonly text: string;
  readonly isText: boolean;
}

export function queryCommand(run: Run): Command {
  // Both options fill one list: the order in which they stand is that of $1, $2 or the ?s.
  const given: GivenValue[] = [];
  const add = (isText: boolean) => (text: string) => {
    given.push({ text, isText });
    return given;
  };
  return new Command("query")
    .summary("run a SQL statement; it changes nothing without --write")
    .argument("[statement]", "SQL; - for stdin")
    .option("-f, --file <file>", "the statement of this file")
    .option("--param <json>", "for the next $1 or ?: plain JSON, else text", add(false))
    .option("--text <text>", "for the next $1 or ?: text, whatever it looks like", add(true))
    .option("--limit <rows>", "give so many rows at most", wholeNumber(1))
    .addOption(
      new Option("--route <route>", "which instance; reads go to a reader if there is one").choices(
        routes,
      ),
    )
    .option("--timeout <duration>", "how long it may take at most", durationOption)
    .option("--write", "let it change data")
    .addHelpText(
      "after",
      examples([
        'dyn aurora query "SELECT 6 * 7 AS answer" -t postgres:memory',
        'dyn aurora query "SELECT table_name FROM information_schema.tables WHERE table_schema = \\$1" --param public -t postgres:local -o jsonl',
        'dyn aurora query "CREATE TABLE IF NOT EXISTS notes (id int PRIMARY KEY, note text)" --write -t postgres:local',
      ]),
    )
    .action(
      run((session, options: QueryOptions, statement: string | undefined) =>
        query(session, options, statement, given),
      ),
    );
}

async function query(
  session: Session,
  options: QueryOptions,
  argument: string | undefined,
  given: readonly GivenValue[],
): Promise<void> {
  const { givenStatement } = await import("./statement-text.ts");
  const text = await givenStatement(session, argument, options.file);
  const { runQuery } = await import("./run-query.ts");
  await runQuery(session, text, given, options);
}
