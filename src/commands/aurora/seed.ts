import type { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { seedOptions, seedTable } from "../seed.ts";

/** `dyn seed`, where somebody looks for it who works on a SQL database. */
export function auroraSeedCommand(run: Run): Command {
  return seedOptions()
    .summary("fill a table with made-up rows, as dyn seed does")
    .addHelpText(
      "after",
      examples([
        "dyn stress run scenarios/orders.yaml --setup-only -t postgres:local    # makes the table",
        "dyn aurora seed Orders --scenario scenarios/orders.yaml -t postgres:local",
        "dyn aurora seed Orders --scenario scenarios/orders.yaml --dry-run",
      ]),
    )
    .action(run(seedTable));
}
