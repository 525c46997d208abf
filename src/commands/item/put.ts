import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { returnValues } from "./returned.ts";
import type { WriteOptions } from "./write.ts";

export function putCommand(run: Run): Command {
  return new Command("put")
    .summary("store an item, in place of one with the same key")
    .argument("<table>")
    .argument("<item>", "plain JSON, or - for stdin, one a line")
    .option("--if <expression>", "only if this holds for the item that is there")
    .addOption(new Option("--return <which>", "print what was there before").choices(["old"]))
    .addHelpText(
      "after",
      examples([
        'dyn item put UserSessions \'{"UserId": "user-7", "SessionId": "s1", "ExpiresAt": 1795182211}\'',
        "dyn scan UserSessions --limit 3 -o jsonl | dyn item put UserSessions - --if 'attribute_exists(UserId)'",
      ]),
    )
    .action(run(put));
}

async function put(
  session: Session,
  options: WriteOptions,
  table: string,
  item: string,
): Promise<void> {
  const { write } = await import("./write.ts");
  const { checkItem } = await import("../../data/table-keys.ts");
  const { itemsText } = await import("../read/footer.ts");
  await write(session, options, table, {
    operation: "PutItem",
    member: "Item",
    verb: "put",
    given: () => ({ argument: item, noun: "item" }),
    check: checkItem,
    returnValues: options.return && returnValues[options.return],
    returned: old => old,
    summary: (name, done) => `put ${itemsText(done)} into ${name}`,
  });
}
