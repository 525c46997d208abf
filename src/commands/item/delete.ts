import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { formatCount } from "../../output/units.ts";
import { addKeyOptions, checkKeyOptions, type KeyOptions } from "./key.ts";
import { returnValues } from "./returned.ts";
import type { WriteOptions } from "./write.ts";

export function deleteCommand(run: Run): Command {
  return addKeyOptions(new Command("delete"))
    .summary("delete an item by its key")
    .option("--if <expression>", "only if this holds for the item")
    .addOption(new Option("--return <which>", "print what was there").choices(["old"]))
    .addHelpText(
      "after",
      examples([
        'dyn item delete UserSessions \'{"UserId": "user-7", "SessionId": "s1"}\'',
        "dyn item delete UserSessions --pk user-7 --sk s2 --if 'attribute_not_exists(Locked)'",
      ]),
    )
    .action(run(deleteItem));
}

async function deleteItem(
  session: Session,
  options: KeyOptions & WriteOptions,
  tableName: string,
  key: string | undefined,
): Promise<void> {
  checkKeyOptions(options, key);
  const { write } = await import("./write.ts");
  const { checkKey } = await import("../../data/table-keys.ts");
  const { givenKeys } = await import("./given.ts");
  const { itemsText } = await import("../read/footer.ts");
  await write(session, options, tableName, {
    operation: "DeleteItem",
    member: "Key",
    verb: "delete",
    given: table => givenKeys(options, key, table),
    check: checkKey,
    // To tell how many were there.
    returnValues: returnValues.old,
    returned: old => (options.return ? old : undefined),
    summary: (name, done, there) => {
      if (done === 1 && there === 0) return `there was no such item in ${name}`;
      const missing = done - there;
      const were = missing === 1 ? "was" : "were";
      const rest = missing > 0 ? `; ${formatCount(missing)} ${were} not there` : "";
      return `deleted ${itemsText(there)} from ${name}${rest}`;
    },
  });
}
