import { type Session, throwIfInterrupted } from "../../../cli/session.ts";
import { escapeControl } from "../../../output/escape.ts";
import { counted, formatDuration } from "../../../output/units.ts";
import type { Migration } from "../../../sql/migrations/migration.ts";
import type { Choose, MigrateOptions } from "../../../sql/migrations/migrator.ts";
import type { Migrating } from "./open.ts";
import type { FolderOptions, WaitOptions } from "./options.ts";

interface Work extends FolderOptions, WaitOptions {
  readonly direction: "up" | "down";
  readonly allowOutOfOrder: boolean;
  readonly choose: Choose;
}

/** Migrates, tells each one as it is done, and prints `dyn.migrations/1`. */
export async function performMigrations(
  session: Session,
  { migrations, engine, connection, database }: Migrating,
  { direction, folder, wait, allowOutOfOrder, choose }: Work,
): Promise<void> {
  const { migrateDown, migrateUp } = await import("../../../sql/migrations/migrator.ts");
  const { readHistory } = await import("../../../sql/migrations/history.ts");
  const { statusOf } = await import("../../../sql/migrations/status.ts");
  const { statusData } = await import("./text.ts");
  const [doing, done] =
    direction === "up"
      ? (["applying", "applied"] as const)
      : (["taking back", "taken back"] as const);
  const finished: { readonly migration: Migration; readonly elapsedMs: number }[] = [];
  const progress = session.progress(`${doing} migrations on ${connection.name}`);
  const options: MigrateOptions = {
    engine,
    migrations,
    allowOutOfOrder,
    waitMs: wait,
    signal: session.signal,
    onWait: holder => {
      const who = escapeControl(holder);
      progress.update(`another one migrates: ${who}`);
      void session.notice(`waiting for another one that migrates: ${who}`);
    },
    onBegin: ({ name }) => progress.update(`${doing} ${escapeControl(name)} on ${connection.name}`),
    onDone: (migration, elapsedMs) => {
      finished.push({ migration, elapsedMs });
      const name = escapeControl(migration.name);
      void session.notice(
        `${session.noticePaint.green("✔")} ${name}   ${formatDuration(elapsedMs)}`,
      );
    },
  };
  try {
    await (direction === "up" ? migrateUp : migrateDown)(database, options, choose);
    throwIfInterrupted(session);
  } catch (error) {
    if (session.signal.aborted) {
      const names = finished.map(({ migration: { name } }) => escapeControl(name));
      await session.notice(stoppedText(`${counted(names.length, "migration")} ${done}`, names));
    }
    throw error;
  } finally {
    progress.stop();
  }
  const all = statusOf(migrations, await readHistory(database, engine));
  const names = finished.map(({ migration, elapsedMs }) => ({
    name: migration.name,
    seconds: Math.round(elapsedMs) / 1000,
  }));
  await session.print({
    data: {
      ...statusData(connection.name, folder, all),
      [direction === "up" ? "appliedNow" : "takenBackNow"]: names,
    },
    table: () =>
      names.length === 0
        ? `nothing to do: ${connection.name} is up to date`
        : `${counted(names.length, "migration")} ${done} on ${connection.name}`,
    rows: names,
  });
}

function stoppedText(count: string, names: readonly string[]): string {
  const all = names.length === 0 ? count : `${count}: ${names.join(", ")}`;
  return `${all}. dyn aurora migrate status tells where it stands; the same command goes on.`;
}
