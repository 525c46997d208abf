import { Command, Option } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import { confirm } from "../../../cli/confirm.ts";
import type { Session } from "../../../cli/session.ts";
import type { StoredKey } from "../../../gateway/keys/stored-key.ts";
import { keysFileOf } from "./keys-file.ts";
import { type KeysOptions, spanOption, withKeysFile } from "./options.ts";

interface RevokeOptions extends KeysOptions {
  readonly in: number;
}

export function revokeCommand(run: Run): Command {
  const command = new Command("revoke")
    .summary("end a key, or all of a name")
    .argument("<key>", "its id or name")
    .addOption(
      new Option("--in <duration>", "so long from now, such as 24h")
        .argParser(spanOption)
        .default(0, "at once"),
    );
  return withKeysFile(command)
    .addHelpText(
      "after",
      examples([
        "dyn serve keys create old-shop --scope Orders",
        "dyn serve keys revoke old-shop --in 24h --yes",
        "dyn serve keys revoke old-shop --yes",
      ]),
    )
    .action(run(revokeSome));
}

async function revokeSome(session: Session, options: RevokeOptions, which: string): Promise<void> {
  const { context, flags } = session;
  const { gatewayHere } = await import("../../../config/served.ts");
  const { revoke } = await import("../../../gateway/keys/key-changes.ts");
  const { changeKeys, readKeys } = await import("../../../gateway/keys/keys-file.ts");
  const { keyData, keyWords, momentText } = await import("./key-text.ts");
  const file = keysFileOf(context, options.keys, await gatewayHere(context));
  const nowMs = context.now();
  const atMs = nowMs + options.in;
  const print = (changed: readonly StoredKey[], sentence: string) => {
    const rows = changed.map(key => keyData(key, nowMs));
    return session.print({ data: rows, table: () => sentence, rows });
  };

  const { keys = [] } = (await readKeys(file)) ?? {};
  const chosen = revoke(keys, which, atMs).result;
  if (chosen.length === 0) {
    await session.notice(`${which} ends by then already`);
    return print([], "");
  }
  const words = chosen.map(keyWords).join(", ");
  const when = options.in === 0 ? "" : ` ${momentText(atMs, nowMs)}`;
  if (flags.dryRun) return print(chosen, `would revoke ${words}${when}`);
  await confirm(session, { what: `revoke ${words}${when}` });
  const revoked = await changeKeys(file, current => revoke(current, which, atMs));
  const it = revoked.length === 1 ? "it" : "them";
  const effect = `; services that read this file refuse ${it} within a second`;
  return print(revoked, `revoked ${words}${when}${options.in === 0 ? effect : ""}`);
}
