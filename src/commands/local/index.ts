import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { resetCommand } from "./reset.ts";
import { startCommand } from "./start.ts";
import { statusCommand } from "./status.ts";
import { stopCommand } from "./stop.ts";

export function localCommand(run: Run): Command {
  return new Command("local")
    .addCommand(startCommand(run))
    .addCommand(stopCommand(run))
    .addCommand(statusCommand(run))
    .addCommand(resetCommand(run))
    .addHelpText("after", examples(["dyn local status", "dyn local stop"]));
}
