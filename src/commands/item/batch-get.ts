import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import type { SelectOptions } from "./selection.ts";

export function batchGetCommand(run: Run): Command {
  return new Command("batch-get")
    .summary("read many items by their keys, 100 at a time")
    .argument("<table>")
    .argument("[keys...]", "plain JSON, or - for stdin, one a line")
    .option("--select <attributes>", "only these attributes: Name, Address.City, Tags[0]")
    .option("--consistent", "read what was last written")
    .addHelpText(
      "after",
      examples([
        `dyn item batch-get UserSessions '{"UserId": "user-7", "SessionId": "session-7"}' '{"UserId": "user-8", "SessionId": "session-8"}'`,
        "dyn scan UserSessions --limit 300 --select UserId,SessionId -o jsonl | dyn item batch-get UserSessions - -o csv",
      ]),
    )
    .action(run(batchGet));
}

async function batchGet(
  session: Session,
  options: SelectOptions,
  table: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) {
    throw new DynError("usage", "a key is missing", {
      hint: 'give some as JSON, such as \'{"UserId": "user-7"}\', or - for stdin',
    });
  }
  if (keys.length > 1 && keys.includes("-")) {
    throw new DynError("usage", "keys and - exclude each other");
  }
  const { batchRead } = await import("./batch-read.ts");
  await batchRead(session, options, table, keys);
}
