import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import type { EngineStatus } from "../../local/shared.ts";
import type { Printable } from "../../output/document.ts";

export function statusCommand(run: Run): Command {
  return new Command("status")
    .summary("say whether the local engine runs, and where")
    .addHelpText("after", examples(["dyn local status", "dyn local status -o json"]))
    .action(run(status));
}

async function status(session: Session): Promise<void> {
  const { sharedEngine } = await import("../../local/shared.ts");
  await session.print(statusDocument(await sharedEngine(session.context).status()));
}

/** The engine's whereabouts, as `status` and `start` print them. */
export function statusDocument(status: EngineStatus): Printable {
  return {
    data: status,
    table: () =>
      status.running
        ? `running   ${status.endpoint}\nprocess   ${status.pid}\ndatabase  ${status.database}`
        : `not running; start it with \`dyn local start\`\ndatabase  ${status.database}`,
  };
}
