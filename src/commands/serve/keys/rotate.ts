import { Command, Option } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import type { Session } from "../../../cli/session.ts";
import { keysFileOf } from "./keys-file.ts";
import { type KeysOptions, lifetimeOption, spanOption, withKeysFile } from "./options.ts";

interface RotateOptions extends KeysOptions {
  readonly overlap: number;
  readonly expires?: number;
}

const day = 24 * 3_600_000;

export function rotateCommand(run: Run): Command {
  const command = new Command("rotate")
    .summary("make a key in the place of one that goes on for a while")
    .argument("<key>", "its name or id")
    .addOption(
      new Option("--overlap <duration>", "how long the older one goes on")
        .argParser(spanOption)
        .default(day, "24h"),
    )
    .option(
      "--expires <duration>",
      "the new one ends then (default: as the older)",
      lifetimeOption,
    );
  return withKeysFile(command)
    .addHelpText(
      "after",
      examples([
        "dyn serve keys create web-shop --scope Orders",
        "dyn serve keys rotate web-shop --overlap 24h",
      ]),
    )
    .action(run(rotateOne));
}

async function rotateOne(session: Session, options: RotateOptions, which: string): Promise<void> {
  const { context, flags } = session;
  const { gatewayHere } = await import("../../../config/served.ts");
  const { rotate } = await import("../../../gateway/keys/key-changes.ts");
  const { changeKeys, readKeys } = await import("../../../gateway/keys/keys-file.ts");
  const { keyData, keyWords, momentText } = await import("./key-text.ts");
  const { showKey } = await import("./show-key.ts");
  const file = keysFileOf(context, options.keys, await gatewayHere(context));
  const nowMs = context.now();
  const spans = { overlapMs: options.overlap, lifetimeMs: options.expires };
  if (flags.dryRun) {
    const { keys = [] } = (await readKeys(file)) ?? {};
    const { replaced } = rotate(keys, which, spans, nowMs).result;
    const { replacedBy: _, ...data } = keyData(replaced, nowMs);
    const end = momentText(replaced.revokedAt ?? nowMs, nowMs);
    const sentence = `would make a key in the place of ${keyWords(replaced)}, which would end ${end}`;
    return session.print({ data: { ...data, rotated: false, file }, table: () => sentence });
  }
  const made = await changeKeys(file, keys => rotate(keys, which, spans, nowMs));
  await showKey(session, made, file);
  const { replaced } = made;
  const end = momentText(replaced.revokedAt ?? nowMs, nowMs);
  await session.notice(`${keyWords(replaced)} ends ${end}: until then both are accepted`);
}
