import { Command } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import { createCommand } from "./create.ts";
import { listCommand } from "./list.ts";
import { revokeCommand } from "./revoke.ts";
import { rotateCommand } from "./rotate.ts";

export function keysCommand(run: Run): Command {
  return new Command("keys")
    .summary("make, list, rotate and revoke the keys of those who may ask")
    .addCommand(createCommand(run))
    .addCommand(listCommand(run))
    .addCommand(rotateCommand(run))
    .addCommand(revokeCommand(run))
    .addHelpText(
      "after",
      examples([
        "dyn serve keys create web-shop --scope '*' --expires 90d --dry-run",
        "dyn serve keys list",
      ]),
    );
}
