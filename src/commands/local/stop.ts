import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";

export function stopCommand(run: Run): Command {
  return new Command("stop")
    .summary("stop the local engine; its data stays")
    .addHelpText("after", examples(["dyn local stop", "dyn local stop --dry-run"]))
    .action(run(stop));
}

async function stop(session: Session): Promise<void> {
  const { sharedEngine } = await import("../../local/shared.ts");
  const engine = sharedEngine(session.context);
  if (session.flags.dryRun) {
    const { running } = await engine.status();
    await session.print({
      data: { stopped: false, database: engine.database },
      table: () => (running ? "would stop the local engine" : "the local engine is not running"),
    });
    return;
  }
  const stopped = await engine.stop();
  await session.print({
    data: { stopped, database: engine.database },
    table: () =>
      stopped
        ? `stopped the local engine; its data stays in ${engine.database}`
        : "the local engine was not running",
  });
}
