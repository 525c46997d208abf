import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { addKeyOptions, checkKeyOptions } from "./key.ts";
import type { GetOptions } from "./read.ts";

export function getCommand(run: Run): Command {
  return addKeyOptions(new Command("get"))
    .summary("read an item by its key")
    .option("--select <attributes>", "only these attributes: Name, Address.City, Tags[0]")
    .option("--consistent", "read what was last written")
    .addHelpText(
      "after",
      examples([
        'dyn item get UserSessions \'{"UserId": "user-7", "SessionId": "session-7"}\'',
        "dyn item get UserSessions --pk user-7 --sk session-7 -o json",
        'echo \'{"UserId": "user-7", "SessionId": "session-7"}\' | dyn item get UserSessions -',
      ]),
    )
    .action(run(get));
}

async function get(
  session: Session,
  options: GetOptions,
  table: string,
  key: string | undefined,
): Promise<void> {
  checkKeyOptions(options, key);
  const { read } = await import("./read.ts");
  await read(session, options, table, key);
}
