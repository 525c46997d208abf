import { Command } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import type { Session } from "../../../cli/session.ts";
import { counted } from "../../../output/units.ts";
import { keysFileOf } from "./keys-file.ts";
import { type KeysOptions, withKeysFile } from "./options.ts";

interface ListOptions extends KeysOptions {
  readonly all?: boolean;
}

export function listCommand(run: Run): Command {
  const command = new Command("list")
    .summary("list the keys that are accepted, not the keys themselves")
    .option("--all", "also those that have ended");
  return withKeysFile(command)
    .addHelpText("after", examples(["dyn serve keys list", "dyn serve keys list --all -o csv"]))
    .action(run(list));
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { gatewayHere } = await import("../../../config/served.ts");
  const { readKeys } = await import("../../../gateway/keys/keys-file.ts");
  const { isUsable } = await import("../../../gateway/keys/stored-key.ts");
  const { keyData, keysTable } = await import("./key-text.ts");
  const { context } = session;
  const file = keysFileOf(context, options.keys, await gatewayHere(context));
  const nowMs = context.now();
  const found = await readKeys(file);
  const { keys = [], warning } = found ?? {};
  const shown = options.all === true ? keys : keys.filter(key => isUsable(key, nowMs));
  const rows = shown.map(key => keyData(key, nowMs));
  await session.print({
    data: rows,
    table: () => (shown.length === 0 ? "" : keysTable(shown, nowMs)),
    rows,
  });
  if (warning !== undefined) await session.notice(warning);
  if (keys.length === 0) {
    await session.notice(`no keys in ${file}; make one: dyn serve keys create NAME --scope TABLE`);
  } else if (shown.length < keys.length) {
    const ended = counted(keys.length - shown.length, "key");
    await session.notice(`${ended} more in ${file}, which ended: --all`);
  }
}
