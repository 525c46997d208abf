import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { batchGetCommand } from "./batch-get.ts";
import { deleteCommand } from "./delete.ts";
import { editCommand } from "./edit.ts";
import { getCommand } from "./get.ts";
import { putCommand } from "./put.ts";
import { transactCommand } from "./transact.ts";
import { updateCommand } from "./update.ts";

export function itemCommand(run: Run): Command {
  return new Command("item")
    .addCommand(getCommand(run))
    .addCommand(putCommand(run))
    .addCommand(updateCommand(run))
    .addCommand(editCommand(run))
    .addCommand(deleteCommand(run))
    .addCommand(batchGetCommand(run))
    .addCommand(transactCommand(run))
    .addHelpText(
      "after",
      examples([
        'dyn item put UserSessions \'{"UserId": "user-7", "SessionId": "s1"}\'',
        "dyn item get UserSessions --pk user-7 --sk s1",
      ]),
    );
}
