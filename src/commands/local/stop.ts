import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { localStore, noticePostgres } from "./store.ts";

export function stopCommand(run: Run): Command {
  return new Command("stop")
    .summary("stop the local engine; its data stays")
    .addHelpText(
      "after",
      examples(["dyn local stop", "dyn local stop -t postgres:local --dry-run"]),
    )
    .action(run(stop));
}

async function stop(session: Session): Promise<void> {
  const store = await localStore(session);
  const { name } = store;
  const database = await store.database();
  if (session.flags.dryRun) {
    const { running } = await store.status();
    await session.print({
      data: { stopped: false, database },
      table: () => (running ? `would stop ${name}` : `${name} is not running`),
    });
    return;
  }
  const stopped = await store.stop();
  await session.print({
    data: { stopped, database },
    table: () =>
      stopped ? `stopped ${name}; its data stays in ${database}` : `${name} was not running`,
  });
  await noticePostgres(session);
}
