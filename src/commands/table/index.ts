import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { applyCommand } from "./apply.ts";
import { copySchemaCommand } from "./copy-schema.ts";
import { createCommand } from "./create.ts";
import { dataDiffCommand } from "./data-diff.ts";
import { deleteCommand } from "./delete.ts";
import { describeCommand } from "./describe.ts";
import { diffCommand } from "./diff.ts";
import { dumpCommand } from "./dump.ts";
import { listCommand } from "./list.ts";
import { planCommand } from "./plan.ts";
import { truncateCommand } from "./truncate.ts";
import { waitCommand } from "./wait.ts";

export function tableCommand(run: Run): Command {
  return new Command("table")
    .addCommand(createCommand(run))
    .addCommand(applyCommand(run))
    .addCommand(listCommand(run))
    .addCommand(describeCommand(run))
    .addCommand(dumpCommand(run))
    .addCommand(planCommand(run))
    .addCommand(diffCommand(run))
    .addCommand(copySchemaCommand(run))
    .addCommand(dataDiffCommand(run))
    .addCommand(truncateCommand(run))
    .addCommand(deleteCommand(run))
    .addCommand(waitCommand(run))
    .addHelpText(
      "after",
      examples([
        "dyn table create scenarios/tables/user-sessions.yaml --if-not-exists",
        "dyn table describe UserSessions",
      ]),
    );
}
