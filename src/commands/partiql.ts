import { Command } from "commander";
import { examples, type Run } from "../cli/action.ts";
import type { Session } from "../cli/session.ts";
import { wholeNumber } from "../cli/whole-number.ts";
import type { PartiqlOptions } from "./partiql/options.ts";

export function partiqlCommand(run: Run): Command {
  // Both options fill one list: the order in which they stand is that of the ?s.
  const given: NonNullable<PartiqlOptions["param"]>[number][] = [];
  const add = (isText: boolean) => (text: string) => {
    given.push({ text, isText });
    return given;
  };
  return new Command("partiql")
    .argument("[statement]", "SELECT, INSERT, UPDATE or DELETE; - for stdin")
    .option("-f, --file <file>", "the statements of this file, with semicolons between them")
    .option("--param <json>", "for the next ?: plain JSON, else text", add(false))
    .option("--text <text>", "for the next ?: text, whatever it looks like", add(true))
    .option("--transaction", "all of them or none, up to 100")
    .option(
      "--request-token <token>",
      "of a transaction: the same once more within ten minutes is done once",
    )
    .option(
      "--limit <items>",
      "give so many items, if there are; else 25 as a table, 100 as data",
      wholeNumber(1),
    )
    .option("--page-size <items>", "the most items that one request looks at", wholeNumber(1))
    .option("--all", "everything, as a stream")
    .option("--token <token>", "go on where an earlier page ended")
    .option("--consistent", "read what was last written")
    .addHelpText(
      "after",
      examples([
        "dyn partiql \"SELECT * FROM UserSessions WHERE UserId = 'user-7'\" --limit 3",
        "dyn partiql \"INSERT INTO UserSessions VALUE {'UserId': ?, 'SessionId': ?, 'Visits': ?}\" --param ann --text 1 --param 3",
        "echo \"UPDATE UserSessions SET Visits = 4 WHERE UserId = 'ann' AND SessionId = '1' RETURNING ALL NEW *; DELETE FROM UserSessions WHERE UserId = 'ann' AND SessionId = '1'\" | dyn partiql -",
      ]),
    )
    .action(
      run((session, options: PartiqlOptions, statement: string | undefined) =>
        partiql(session, { ...options, param: given }, statement),
      ),
    );
}

async function partiql(
  session: Session,
  options: PartiqlOptions,
  argument: string | undefined,
): Promise<void> {
  const { givenStatements } = await import("./partiql/given.ts");
  const { runStatements } = await import("./partiql/run.ts");
  await runStatements(session, options, await givenStatements(session, options, argument));
}
