import { Command } from "commander";
import type { Run } from "../../cli/action.ts";
import { deleteCommand } from "./delete.ts";
import { getCommand } from "./get.ts";
import { putCommand } from "./put.ts";

export function itemCommand(run: Run): Command {
  return new Command("item")
    .addCommand(getCommand(run))
    .addCommand(putCommand(run))
    .addCommand(deleteCommand(run));
}
