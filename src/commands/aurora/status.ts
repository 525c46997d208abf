import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { durationOption } from "../../cli/duration-option.ts";
import { type OpenedDatabase, withDatabase } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted, formatCount, formatDuration } from "../../output/units.ts";
import type { Instance } from "../../sql/database.ts";
import { behindText } from "./behind.ts";

interface Options {
  readonly folder?: string;
  readonly maxLag?: number;
}

export function statusCommand(run: Run): Command {
  return new Command("status")
    .summary("show the instances, their lag and connections, and the migrations")
    .option("--folder <folder>", "of migrations: tells those that are pending, too")
    .option("--max-lag <duration>", "a reader that is further behind is not well", durationOption)
    .addHelpText(
      "after",
      examples([
        "dyn aurora status -t postgres:local",
        "dyn aurora status --folder scenarios/migrations --max-lag 5s -t postgres:local -o json",
      ]),
    )
    .action(run(status));
}

async function status(session: Session, options: Options): Promise<void> {
  await withDatabase(
    session,
    async opened => {
      const instances = await opened.database.instances(session.signal);
      const found = await migrationsOf(session, opened, options.folder);
      const { differences, ...migrations } = found;
      const problems = [
        ...problemsOf(opened, instances, options),
        ...unapplied(migrations),
        ...differences,
      ];
      const { settings } = opened.address;
      const data = {
        schema: "dyn.aurora-status/1",
        target: opened.database.name,
        engine: settings.engine,
        database: settings.database,
        healthy: problems.length === 0,
        problems,
        instances,
        migrations,
      };
      await session.print({
        data,
        table: () =>
          [
            ...instanceLines(instances),
            ...migrationLines(migrations),
            ...problems.map(each => `✘ ${escapeControl(each)}`),
          ].join("\n"),
        rows: instances.map(each => ({ ...each })),
      });
      if (problems.length > 0) {
        throw new DynError("failed", `${opened.database.name} is not well: ${problems.join("; ")}`);
      }
    },
    { maxConnections: 1 },
  );
}

function problemsOf(
  { address, database }: OpenedDatabase,
  instances: readonly Instance[],
  { maxLag }: Options,
): readonly string[] {
  const writer = instances.find(({ role }) => role === "writer");
  const readers = instances.filter(({ role }) => role === "reader");
  const expected = address.settings.readers.length;
  return [
    ...(writer === undefined ? ["the writer does not answer"] : []),
    ...(writer?.readOnly ? [`the writer of ${database.name} takes no writes`] : []),
    ...(readers.length < expected ? [`${readers.length} of ${expected} readers answer`] : []),
    ...(maxLag === undefined ? [] : readers.flatMap(each => behindText(each, maxLag) ?? [])),
  ];
}

function instanceLines(instances: readonly Instance[]): readonly string[] {
  const rows = instances.map(({ role, endpoint, lagMs, connections, maxConnections, version }) => [
    role,
    endpoint,
    lagMs === null ? "–" : formatDuration(lagMs),
    connectionsText(connections, maxConnections),
    escapeControl(version),
  ]);
  return alignColumns(
    [["role", "endpoint", "lag", "connections", "version"], ...rows],
    ["left", "left", "right", "right", "left"],
  );
}

function connectionsText(open: number | null, most: number | null): string {
  if (open === null) return "–";
  return most === null ? formatCount(open) : `${formatCount(open)} of ${formatCount(most)}`;
}

/** Migrations by their names; those that are pending are known from a folder alone. */
interface Migrations {
  readonly applied: readonly string[];
  readonly pending: readonly string[] | null;
}

interface Found extends Migrations {
  /** What the files say that the database does not. */
  readonly differences: readonly string[];
}

async function migrationsOf(
  { context, signal }: Session,
  { address: { settings } }: OpenedDatabase,
  folder: string | undefined,
): Promise<Found> {
  const { withSession } = await import("../../sql/session.ts");
  const { readHistory } = await import("../../sql/migrations/history.ts");
  const { engine } = settings;
  const history = await withSession(settings, context.env, database =>
    readHistory(database, engine),
  );
  const applied = history.applied.map(({ name }) => name);
  if (folder === undefined) return { applied, pending: null, differences: [] };
  const { readMigrations } = await import("../../sql/migrations/folder.ts");
  const { problemsOf: differencesOf } = await import("../../sql/migrations/refusal.ts");
  const { statusOf } = await import("../../sql/migrations/status.ts");
  const all = await readMigrations(folder, engine, context.cwd);
  signal.throwIfAborted();
  const pending = all.map(({ name }) => name).filter(name => !applied.includes(name));
  const differences = differencesOf(statusOf(all, history), { allowOutOfOrder: true });
  return { applied, pending, differences: differences.map(({ message }) => message) };
}

function unapplied({ pending }: Migrations): readonly string[] {
  const [first, ...others] = pending ?? [];
  if (first === undefined) return [];
  return [`${counted(others.length + 1, "migration")} pending, from ${first} on`];
}

function migrationLines({ applied, pending }: Migrations): readonly string[] {
  if (applied.length === 0 && pending === null) return [];
  const last = applied.at(-1);
  const upTo = last === undefined ? "" : `, up to ${escapeControl(last)}`;
  const open = pending === null ? "" : ` · ${formatCount(pending.length)} pending`;
  return ["", `migrations  ${formatCount(applied.length)} applied${upTo}${open}`];
}
