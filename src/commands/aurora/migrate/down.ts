import { Command } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import { confirm } from "../../../cli/confirm.ts";
import type { Session } from "../../../cli/session.ts";
import { wholeNumber } from "../../../cli/whole-number.ts";
import { DynError } from "../../../errors.ts";
import { escapeControl } from "../../../output/escape.ts";
import type { Migration } from "../../../sql/migrations/migration.ts";
import { type Migrating, withMigrations } from "./open.ts";
import { type FolderOptions, folderOption, type WaitOptions, waitOption } from "./options.ts";

interface DownOptions extends FolderOptions, WaitOptions {
  readonly steps?: number;
  readonly to?: string;
}

export function downCommand(run: Run): Command {
  return new Command("down")
    .summary("take migrations back, the last one first")
    .addOption(folderOption())
    .option("--steps <n>", "how many; 1 unless told", wholeNumber(1))
    .option("--to <name>", "all that came after this one, which stays")
    .addOption(waitOption())
    .addHelpText(
      "after",
      examples([
        "dyn aurora migrate up --folder scenarios/migrations -t postgres:local",
        "dyn aurora migrate down --folder scenarios/migrations -t postgres:local --yes",
      ]),
    )
    .action(run(down));
}

async function down(session: Session, options: DownOptions): Promise<void> {
  if (options.steps !== undefined && options.to !== undefined) {
    throw new DynError("usage", "--steps and --to are two ways to say how far; give one");
  }
  await withMigrations(session, options, async migrating => {
    const chosen = await lastApplied(migrating, options);
    const { connection } = migrating;
    if (session.flags.dryRun) return printDown(session, migrating, chosen);
    if (chosen.length > 0) {
      const names = chosen.map(({ name }) => escapeControl(name)).join(", ");
      const what = `take back ${names} on ${connection.name}`;
      await confirm(session, { what, ...(connection.protect && { typed: connection.name }) });
    }
    const { performMigrations } = await import("./perform.ts");
    // What was agreed to, and nothing that somebody has applied since.
    const choose = (last: readonly Migration[]) =>
      chosen.every((migration, at) => migration === last[at]) ? chosen : changed();
    const work = { ...options, direction: "down", allowOutOfOrder: true, choose } as const;
    await performMigrations(session, migrating, work);
  });
}

/** Those that are meant, the last one first. */
async function lastApplied(
  { migrations, database, engine }: Migrating,
  { steps = 1, to }: DownOptions,
): Promise<readonly Migration[]> {
  const { namedMigration } = await import("../../../sql/migrations/folder.ts");
  const { readHistory } = await import("../../../sql/migrations/history.ts");
  const { mustFit } = await import("../../../sql/migrations/refusal.ts");
  const { statusOf } = await import("../../../sql/migrations/status.ts");
  const history = await readHistory(database, engine);
  mustFit(statusOf(migrations, history), { allowOutOfOrder: true });
  const last = history.applied
    .toReversed()
    .flatMap(({ name }) => migrations.find(migration => migration.name === name) ?? []);
  if (to === undefined) return last.slice(0, steps);
  const at = last.indexOf(namedMigration(to, migrations));
  if (at >= 0) return last.slice(0, at);
  throw new DynError("usage", `${to} is not applied`, {
    hint: `dyn aurora migrate status tells which are`,
  });
}

async function printDown(
  session: Session,
  { connection, engine }: Migrating,
  chosen: readonly Migration[],
): Promise<void> {
  const { fileScript } = await import("../../../sql/migrations/script.ts");
  const { printSql } = await import("./print-sql.ts");
  const parts = chosen.map(({ name, down }) =>
    down === undefined ? `-- nothing says how to take ${name} back\n` : fileScript(down, engine),
  );
  await printSql(session, parts.join("\n"));
  await session.notice(`the SQL of ${chosen.length} for ${connection.name}; none was sent`);
}

function changed(): never {
  throw new DynError("failed", "somebody else has migrated meanwhile; nothing was taken back", {
    hint: "run the same command again",
  });
}
