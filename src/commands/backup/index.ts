import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { createCommand } from "./create.ts";
import { deleteCommand } from "./delete.ts";
import { describeCommand } from "./describe.ts";
import { listCommand } from "./list.ts";
import { restoreCommand } from "./restore.ts";

export function backupCommand(run: Run): Command {
  return new Command("backup")
    .addCommand(createCommand(run))
    .addCommand(listCommand(run))
    .addCommand(describeCommand(run))
    .addCommand(restoreCommand(run))
    .addCommand(deleteCommand(run))
    .addHelpText(
      "after",
      examples([
        "dyn backup create UserSessions --dry-run",
        "dyn backup restore --table UserSessions --at latest --as Restored --dry-run",
      ]),
    );
}
