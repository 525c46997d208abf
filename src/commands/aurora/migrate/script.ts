import { Command, Option } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import type { Session } from "../../../cli/session.ts";
import { type Engine, engines } from "../../../config/sql-settings.ts";
import { DynError } from "../../../errors.ts";
import { type FolderOptions, folderOption } from "./options.ts";

interface ScriptOptions extends FolderOptions {
  readonly engine?: Engine;
  readonly from?: string;
  readonly to?: string;
}

export function scriptCommand(run: Run): Command {
  return new Command("script")
    .summary("write the SQL of migrations, as psql or mysql would run it, to stdout")
    .addOption(folderOption())
    .addOption(
      new Option("--engine <engine>", "for which; the target's unless told").choices(engines),
    )
    .option("--from <name>", "the one after which it begins")
    .option("--to <name>", "the last one")
    .addHelpText(
      "after",
      examples([
        "dyn aurora migrate script --folder scenarios/migrations --engine postgres",
        "dyn aurora migrate script --folder scenarios/migrations --engine mysql --from 0001",
      ]),
    )
    .action(run(script));
}

async function script(session: Session, options: ScriptOptions): Promise<void> {
  const { namedMigration, readMigrations } = await import("../../../sql/migrations/folder.ts");
  const { scriptOf } = await import("../../../sql/migrations/script.ts");
  const { printSql } = await import("./print-sql.ts");
  const { folder, from, to } = options;
  const engine = options.engine ?? (await engineOfTarget(session));
  const all = await readMigrations(folder, engine, session.context.cwd);
  const first = from === undefined ? "" : namedMigration(from, all).name;
  const last = to === undefined ? undefined : namedMigration(to, all).name;
  const chosen = all.filter(({ name }) => name > first && (last === undefined || name <= last));
  await printSql(session, scriptOf(chosen, engine));
}

async function engineOfTarget({ context, flags }: Session): Promise<Engine> {
  const { connectionOf } = await import("../../../config/resolve.ts");
  const { isSql } = await import("../../../config/connection.ts");
  const connection = await connectionOf(context, flags.target);
  if (!isSql(connection)) {
    throw new DynError("usage", `${connection.name} is no SQL database`, {
      hint: `say --engine ${engines.join("|")}, or name a SQL database with --target`,
    });
  }
  return connection.kind === "sql" ? connection.settings.engine : "postgres";
}
