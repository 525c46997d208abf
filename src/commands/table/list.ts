import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { escapeControl } from "../../output/escape.ts";

export function listCommand(run: Run): Command {
  return new Command("list")
    .summary("list the tables of a target")
    .addHelpText(
      "after",
      examples([
        "dyn table list",
        'for name in $(dyn table list -o table); do dyn table describe "$name"; done',
      ]),
    )
    .action(run(list));
}

async function list(session: Session): Promise<void> {
  await withDynamo(session, async ({ client, endpoint, connection }) => {
    const { listTables } = await import("../../schema/list.ts");
    const names = await listTables(client, { signal: session.signal, at: endpoint.url });
    if (names.length === 0) {
      await session.notice(`no tables on ${connection.name} yet; make one with dyn table create`);
    }
    await session.print({
      data: names,
      table: () => names.map(escapeControl).join("\n"),
      rows: names.map(table => ({ table })),
    });
  });
}
