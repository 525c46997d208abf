import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { checkRequestToken } from "./request-token.ts";

export interface TransactOptions {
  readonly token?: string;
}

const form = `
Members, one a line as JSON, or as a list in YAML or JSON; all of them writes, or all gets:
  {"put":    {"table": "T", "item": {…}, "if": "…"}}
  {"update": {"table": "T", "key": {…}, "do": "SET …", "if": "…"}}
  {"delete": {"table": "T", "key": {…}, "if": "…"}}
  {"check":  {"table": "T", "key": {…}, "if": "…"}}
  {"get":    {"table": "T", "key": {…}, "select": "…"}}
`;

export function transactCommand(run: Run): Command {
  return new Command("transact")
    .summary("write up to 100 items together or not at all, or read them as of one moment")
    .argument("[file]", "YAML, JSON or JSON lines; - for stdin")
    .option("--token <token>", "carry it out once, however often it is sent within 10 minutes")
    .addHelpText("after", form)
    .addHelpText(
      "after",
      examples([
        "dyn item transact scenarios/items/transaction.yaml",
        "dyn item transact scenarios/items/transaction.yaml --dry-run",
        `echo '{"put": {"table": "UserSessions", "item": {"UserId": "user-7", "SessionId": "s9"}}}' | dyn item transact -`,
      ]),
    )
    .action(run(transact));
}

async function transact(
  session: Session,
  options: TransactOptions,
  file: string | undefined,
): Promise<void> {
  checkRequestToken(options.token, "--token");
  if (file === undefined) {
    throw new DynError("usage", "a file is missing", {
      hint: "name one in YAML, JSON or JSON lines, or - for stdin; --help shows the form",
    });
  }
  const { perform } = await import("./perform.ts");
  await perform(session, options, file);
}
