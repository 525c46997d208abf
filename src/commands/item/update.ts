import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { addKeyValues, checkKeyOptions, type KeyOptions } from "./key.ts";
import { returnValues } from "./returned.ts";
import type { WriteOptions } from "./write.ts";

export interface UpdateOptions extends KeyOptions, WriteOptions {
  readonly existing?: true;
}

export function updateCommand(run: Run): Command {
  const command = new Command("update")
    .summary("change attributes of an item, or make it")
    .argument("<table>")
    .argument("[key]", "plain JSON, or - for stdin, one a line")
    .argument("[update]", "SET a = 1 REMOVE b ADD c 1 DELETE d <<'x'>>; the same for all keys");
  return addKeyValues(command)
    .option("--if <expression>", "only if this holds for the item")
    .option("--existing", "only an item that is there; without it a missing one is made")
    .addOption(
      new Option("--return <which>", "print the item, or what was updated of it").choices(
        Object.keys(returnValues),
      ),
    )
    .addHelpText(
      "after",
      examples([
        "dyn item update UserSessions --pk user-7 --sk s1 \"SET IpAddress = '10.0.0.7' ADD Visits 1\"",
        `dyn item update UserSessions '{"UserId": "user-7", "SessionId": "s1"}' "REMOVE Offer" --existing --return new`,
        "dyn query UserSessions --pk user-7 -o jsonl --select UserId,SessionId | dyn item update UserSessions - 'SET Locked = true'",
      ]),
    )
    .action(run(update));
}

async function update(
  session: Session,
  options: UpdateOptions,
  table: string,
  ...words: (string | undefined)[]
): Promise<void> {
  const { key, text } = sorted(options, words);
  checkKeyOptions(options, key);
  if (text === undefined) throw missing();
  const { updateItems } = await import("./update-items.ts");
  await updateItems(session, options, table, { key, text });
}

/** With --pk the update is the only word, else it follows the key. */
function sorted(
  { pk, sk }: KeyOptions,
  [first, second]: readonly (string | undefined)[],
): { key: string | undefined; text: string | undefined } {
  const bare = pk !== undefined || sk !== undefined;
  if (bare && second === undefined) return { key: undefined, text: first };
  const looksLikeUpdate = first !== undefined && /^\s*(?:set|remove|add|delete)\s/i.test(first);
  if (second === undefined && looksLikeUpdate) return { key: undefined, text: first };
  return { key: first, text: second };
}

function missing(): DynError {
  return new DynError("usage", "the update is missing", {
    hint: "it follows the key, such as 'SET Visits = 1' or 'ADD Visits 1 REMOVE Offer'",
  });
}
