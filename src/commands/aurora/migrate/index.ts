import { Command } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import { downCommand } from "./down.ts";
import { scriptCommand } from "./script.ts";
import { statusCommand } from "./status.ts";
import { upCommand } from "./up.ts";

export function migrateCommand(run: Run): Command {
  return new Command("migrate")
    .summary("apply migrations, take them back, and tell which are applied")
    .addCommand(upCommand(run))
    .addCommand(downCommand(run))
    .addCommand(statusCommand(run))
    .addCommand(scriptCommand(run))
    .addHelpText(
      "after",
      examples([
        "dyn aurora migrate up --folder scenarios/migrations -t postgres:local",
        "dyn aurora migrate status --folder scenarios/migrations -t postgres:local",
      ]),
    );
}
