import { Command } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import { confirm } from "../../../cli/confirm.ts";
import type { Session } from "../../../cli/session.ts";
import type { Migration } from "../../../sql/migrations/migration.ts";
import { type Migrating, withMigrations } from "./open.ts";
import { type FolderOptions, folderOption, type WaitOptions, waitOption } from "./options.ts";

interface UpOptions extends FolderOptions, WaitOptions {
  readonly to?: string;
  readonly allowOutOfOrder: boolean;
}

export function upCommand(run: Run): Command {
  return new Command("up")
    .summary("apply the migrations that are not applied yet")
    .addOption(folderOption())
    .option("--to <name>", "the last one to apply: its name, its number or its file")
    .option("--allow-out-of-order", "apply those, too, that come before applied ones", false)
    .addOption(waitOption())
    .addHelpText(
      "after",
      examples([
        "dyn aurora migrate up --folder scenarios/migrations -t postgres:local --dry-run",
        "dyn aurora migrate up --folder scenarios/migrations -t postgres:local",
      ]),
    )
    .action(run(up));
}

async function up(session: Session, options: UpOptions): Promise<void> {
  await withMigrations(session, options, async migrating => {
    const { namedMigration } = await import("../../../sql/migrations/folder.ts");
    const { to } = options;
    const last = to === undefined ? undefined : namedMigration(to, migrating.migrations).name;
    const choose = (pending: readonly Migration[]) =>
      pending.filter(({ name }) => last === undefined || name <= last);
    if (session.flags.dryRun) return printPending(session, migrating, options, choose);
    const { connection } = migrating;
    if (connection.protect) {
      const what = `migrate ${connection.name} by ${options.folder}`;
      await confirm(session, { what, typed: connection.name });
    }
    const { performMigrations } = await import("./perform.ts");
    await performMigrations(session, migrating, { ...options, direction: "up", choose });
  });
}

async function printPending(
  session: Session,
  { database, engine, migrations, connection }: Migrating,
  options: UpOptions,
  choose: (pending: readonly Migration[]) => readonly Migration[],
): Promise<void> {
  const { readHistory } = await import("../../../sql/migrations/history.ts");
  const { mustFit } = await import("../../../sql/migrations/refusal.ts");
  const { statusOf } = await import("../../../sql/migrations/status.ts");
  const { fileScript } = await import("../../../sql/migrations/script.ts");
  const { printSql } = await import("./print-sql.ts");
  const history = await readHistory(database, engine);
  mustFit(statusOf(migrations, history), options);
  const isApplied = (name: string) => history.applied.some(applied => applied.name === name);
  const pending = choose(migrations.filter(({ name }) => !isApplied(name)));
  await printSql(session, pending.map(({ up }) => fileScript(up, engine)).join("\n"));
  const count = pending.length === 0 ? "nothing" : `the SQL of ${pending.length}`;
  await session.notice(`${count} for ${connection.name}; none was sent`);
}
