import { Command } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import type { Session } from "../../../cli/session.ts";
import { DynError } from "../../../errors.ts";
import { withMigrations } from "./open.ts";
import { type FolderOptions, folderOption } from "./options.ts";

export function statusCommand(run: Run): Command {
  return new Command("status")
    .summary("tell which migrations are applied; ends with 3 when files and history differ")
    .addOption(folderOption())
    .addHelpText(
      "after",
      examples([
        "dyn aurora migrate status --folder scenarios/migrations -t postgres:local",
        "dyn aurora migrate status --folder scenarios/migrations -t postgres:local -o json",
      ]),
    )
    .action(run(status));
}

async function status(session: Session, options: FolderOptions): Promise<void> {
  await withMigrations(session, options, async ({ migrations, engine, connection, database }) => {
    const { readHistory } = await import("../../../sql/migrations/history.ts");
    const { statusOf } = await import("../../../sql/migrations/status.ts");
    const { problemsOf } = await import("../../../sql/migrations/refusal.ts");
    const { statusData, statusTable } = await import("./text.ts");
    const all = statusOf(migrations, await readHistory(database, engine));
    await session.print({
      data: { ...statusData(connection.name, options.folder, all) },
      table: () => statusTable(all, session.paint),
      rows: all.map(each => ({ ...each })),
    });
    const problems = problemsOf(all, { allowOutOfOrder: false });
    if (problems.length === 0) return;
    const message = "the files are not the history of the database";
    throw new DynError("differences", message, { problems });
  });
}
