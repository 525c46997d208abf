import { Command } from "commander";
import type { Run } from "../../cli/action.ts";
import { listCommand } from "./list.ts";

export function tableCommand(run: Run): Command {
  return new Command("table").summary("create, list, describe and delete tables").addCommand(listCommand(run));
}
