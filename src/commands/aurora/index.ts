import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { explainCommand } from "./explain.ts";
import { loadCommand } from "./load/index.ts";
import { migrateCommand } from "./migrate/index.ts";
import { queryCommand } from "./query.ts";
import { auroraSeedCommand } from "./seed.ts";
import { statusCommand } from "./status.ts";
import { waitCommand } from "./wait.ts";

export function auroraCommand(run: Run): Command {
  return new Command("aurora")
    .addCommand(statusCommand(run))
    .addCommand(waitCommand(run))
    .addCommand(migrateCommand(run))
    .addCommand(loadCommand(run))
    .addCommand(queryCommand(run))
    .addCommand(explainCommand(run))
    .addCommand(auroraSeedCommand(run))
    .addHelpText(
      "after",
      examples([
        "dyn aurora migrate up --folder scenarios/migrations -t postgres:local",
        "dyn aurora status --folder scenarios/migrations -t postgres:local",
        'dyn aurora query "SELECT version()" -t postgres:local',
      ]),
    );
}
