import { Command } from "commander";
import { examples, type Run } from "../cli/action.ts";
import type { Session } from "../cli/session.ts";
import { wholeNumber } from "../cli/whole-number.ts";
import type { CopyOptions } from "./copy/options.ts";
import { transformOptions } from "./import/transform-options.ts";
import { conflictOption, patienceOption } from "./moving/store-options.ts";

export function copyCommand(run: Run): Command {
  const { options: changing, steps } = transformOptions();
  const command = new Command("copy")
    .description("Write the items of one table into another one, across targets.")
    .argument("<a>", "a table's name, or target:Table")
    .argument("<b>", "where they go: its name, or target:Table")
    .option("--create", "create B with the keys, indexes and settings of A, if it is missing")
    .option("--filter <expression>", "only items that match; the others are read all the same")
    .option("--consistent", "read what was last written");
  for (const option of changing) command.addOption(option);
  return command
    .addOption(conflictOption())
    .option("--dead-letter <file>", "where items go that B does not take")
    .option("--checkpoint <file>", "remember there how far it came, to go on after an interruption")
    .option("--segments <parts>", "read so many parts at the same time", wholeNumber(1, 256))
    .option("--page-size <items>", "the most items that one request looks at", wholeNumber(1))
    .option("--concurrency <n>", "requests that write in flight", wholeNumber(1, 1024), 16)
    .option("--max-rcu <units>", "the most read units a second", wholeNumber(1))
    .option("--max-wcu <units>", "the most write units a second", wholeNumber(1))
    .addOption(patienceOption())
    .addHelpText(
      "after",
      examples([
        "dyn copy UserSessions UserSessionsBackup --create",
        "dyn copy UserSessions local:UserSessionsBackup --filter 'attribute_exists(IpAddress)'",
        "dyn copy UserSessions UserSessionsBackup --checkpoint copy.checkpoint --max-wcu 1000",
      ]),
    )
    .action(
      run<[string, string], Omit<CopyOptions, "steps">>((session, options, a, b) =>
        copy(session, { ...options, steps }, a, b),
      ),
    );
}

async function copy(session: Session, options: CopyOptions, a: string, b: string): Promise<void> {
  const { copyItems } = await import("./copy/perform.ts");
  await copyItems(session, options, a, b);
}
