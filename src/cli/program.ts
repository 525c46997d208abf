import { Command, type OutputConfiguration } from "commander";
import { itemCommand } from "../commands/item/index.ts";
import { localCommand } from "../commands/local/index.ts";
import { queryCommand } from "../commands/query.ts";
import { scanCommand } from "../commands/scan.ts";
import { seedCommand } from "../commands/seed.ts";
import { stressCommand } from "../commands/stress/index.ts";
import { tableCommand } from "../commands/table/index.ts";
import { examples, runner } from "./action.ts";
import type { Context } from "./context.ts";
import { addGlobalFlags } from "./flags.ts";
import { DynHelp } from "./help.ts";

const description = `dyn looks after DynamoDB tables: on an embedded engine, any endpoint, or AWS.

  dyn table create FILE              create a table from YAML
  dyn seed TABLE --template FILE     fill it with made-up items
  dyn query TABLE EXPRESSION         look things up, page by page
  dyn item get TABLE KEY             read one item
  dyn stress run SCENARIO            load it, with latencies you can trust
`;

/** The whole command line. Reads like a table of contents: each verb is a file under commands/. */
export function buildProgram(
  context: Context,
  version: string,
  output: OutputConfiguration,
): Command {
  const run = runner(context);
  const program = new Command("dyn")
    .description(description)
    .version(version, "-V, --version", "print the version")
    .addHelpText(
      "after",
      examples([
        "dyn stress run scenarios/user-sessions.yaml",
        "dyn table create scenarios/tables/user-sessions.yaml",
      ]),
    );
  program.addCommand(tableCommand(run));
  program.addCommand(itemCommand(run));
  program.addCommand(queryCommand(run));
  program.addCommand(scanCommand(run));
  program.addCommand(seedCommand(run));
  program.addCommand(stressCommand(run));
  program.addCommand(localCommand(run));
  equip(program, output);
  return program;
}

/** What every command of every level shares. */
function equip(command: Command, output: OutputConfiguration): void {
  addGlobalFlags(command);
  command.configureOutput(output).showSuggestionAfterError(true).exitOverride();
  command.createHelp = () => new DynHelp();
  command.helpOption("-h, --help", "show this help");
  command.helpCommand(false);
  for (const sub of command.commands) equip(sub as Command, output);
}
