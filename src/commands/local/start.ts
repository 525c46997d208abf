import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { statusDocument } from "./status.ts";

export function startCommand(run: Run): Command {
  return new Command("start")
    .summary("start the local engine; other commands do so by themselves")
    .addHelpText("after", examples(["dyn local start", "DYN_HOME=./data dyn local start"]))
    .action(run(start));
}

async function start(session: Session): Promise<void> {
  const { sharedEngine } = await import("../../local/shared.ts");
  const engine = sharedEngine(session.context);
  if (session.flags.dryRun) {
    const { running } = await engine.status();
    await session.notice(
      running ? "the local engine runs already" : "would start the local engine",
    );
  } else {
    const { started } = await engine.ensure();
    await session.notice(started ? "started the local engine" : "the local engine runs already");
  }
  await session.print(statusDocument(await engine.status()));
}
