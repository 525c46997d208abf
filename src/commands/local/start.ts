import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { wholeNumber } from "../../cli/whole-number.ts";
import { statusDocument } from "./status.ts";
import { localStore } from "./store.ts";

interface StartOptions {
  readonly replicas?: number;
}

const mostReplicas = 3;

export function startCommand(run: Run): Command {
  return new Command("start")
    .summary("start the local engine; other commands do so by themselves")
    .option(
      "--replicas <n>",
      "streaming replicas of postgres:local (default: as before)",
      wholeNumber(0, mostReplicas),
    )
    .addHelpText(
      "after",
      examples(["dyn local start", "dyn local start -t postgres:local --replicas 1"]),
    )
    .action(run(start));
}

async function start(session: Session, { replicas }: StartOptions): Promise<void> {
  const store = await localStore(session);
  if (session.flags.dryRun) {
    const { running } = await store.status();
    await session.notice(running ? `${store.name} runs already` : `would start ${store.name}`);
  } else {
    const exact = replicas === undefined ? {} : { replicas, exactly: true };
    const started = await store.start(exact);
    await session.notice(started ? `started ${store.name}` : `${store.name} runs already`);
  }
  await session.print(statusDocument(store, await store.status()));
}
