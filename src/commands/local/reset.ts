import { existsSync } from "node:fs";
import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import type { Session } from "../../cli/session.ts";
import { localStore } from "./store.ts";

export function resetCommand(run: Run): Command {
  return new Command("reset")
    .summary("stop the local engine and delete all its tables")
    .addHelpText(
      "after",
      examples(["dyn local reset --dry-run", "dyn local reset -t postgres:local --yes"]),
    )
    .action(run(reset));
}

async function reset(session: Session): Promise<void> {
  const store = await localStore(session);
  const database = await store.database();
  const print = (deleted: boolean, sentence: string) =>
    session.print({ data: { deleted, database }, table: () => sentence });

  if (!existsSync(database)) return print(false, "there is no local database yet");
  const what = `delete the local database (${database}) with all its tables`;
  if (session.flags.dryRun) return print(false, `would ${what}`);
  await confirm(session, { what });
  await store.reset();
  return print(true, `deleted the local database (${database})`);
}
