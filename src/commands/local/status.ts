import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import type { Printable } from "../../output/document.ts";
import { type LocalStore, localStore, noticePostgres } from "./store.ts";

export function statusCommand(run: Run): Command {
  return new Command("status")
    .summary("say whether the local engine runs, and where")
    .addHelpText(
      "after",
      examples(["dyn local status", "dyn local status -t postgres:local -o json"]),
    )
    .action(run(status));
}

async function status(session: Session): Promise<void> {
  const store = await localStore(session);
  await session.print(statusDocument(store, await store.status()));
  await noticePostgres(session);
}

/** A store's whereabouts, as `status` and `start` print them. */
export function statusDocument(
  { flag }: LocalStore,
  status: Awaited<ReturnType<LocalStore["status"]>>,
): Printable {
  return {
    data: status,
    table: () => {
      const { database } = status;
      if (!status.running) {
        return `not running; start it with \`dyn local start${flag}\`\ndatabase  ${database}`;
      }
      const lines = [`running   ${status.endpoint}`];
      if ("replicas" in status && status.replicas.length > 0) {
        lines.push(`replicas  ${status.replicas.join(", ")}`);
      }
      lines.push(`process   ${status.pid}`, `database  ${database}`);
      if ("passfile" in status) lines.push(`passfile  ${status.passfile}`);
      return lines.join("\n");
    },
  };
}
