import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { checkCommand } from "./check.ts";
import { mergeCommand } from "./merge.ts";
import { reportCommand } from "./report.ts";
import { runCommand } from "./run.ts";

export function stressCommand(run: Run): Command {
  return new Command("stress")
    .addCommand(runCommand(run))
    .addCommand(checkCommand(run))
    .addCommand(mergeCommand(run))
    .addCommand(reportCommand(run))
    .addHelpText(
      "after",
      examples([
        "dyn stress run scenarios/user-sessions.yaml",
        "dyn stress check scenarios/user-sessions.yaml",
      ]),
    );
}
