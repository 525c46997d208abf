import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { addKeyValues, checkKeyOptions, type KeyOptions } from "./key.ts";

export interface EditOptions extends KeyOptions {
  readonly create?: true;
}

export function editCommand(run: Run): Command {
  const command = new Command("edit")
    .summary("change an item in your editor, $VISUAL or $EDITOR")
    .argument("<table>")
    .argument("[key]", "plain JSON");
  return addKeyValues(command)
    .option("--create", "where there is no item, begin with its key")
    .addHelpText(
      "after",
      examples([
        "dyn item edit UserSessions --pk user-7 --sk s1",
        `EDITOR="sed -i 's/}/, \\"Visits\\": 1}/'" dyn item edit UserSessions --pk user-7 --sk new --create`,
      ]),
    )
    .action(run(edit));
}

async function edit(
  session: Session,
  options: EditOptions,
  table: string,
  key: string | undefined,
): Promise<void> {
  checkKeyOptions(options, key);
  if (key === "-") {
    throw new DynError("usage", "an editor takes one item, not many", {
      hint: "many are changed with dyn item update TABLE - 'SET …'",
    });
  }
  const { editItem } = await import("./edit-item.ts");
  await editItem(session, options, table, key);
}
