import { confirm } from "../../../cli/confirm.ts";
import { type OpenedDatabase, withDatabase } from "../../../cli/open.ts";
import type { Session } from "../../../cli/session.ts";
import type { InputFile } from "../../../data/formats/input-files.ts";
import { DynError } from "../../../errors.ts";
import { escapeControl } from "../../../output/escape.ts";
import type { BulkTable } from "../../../sql/bulk/bulk-table.ts";
import type { LoadOptions } from "./index.ts";

/** What is to be loaded, once all that the user typed is known to hold. */
export interface LoadPlan {
  readonly files: readonly InputFile[];
  readonly table: BulkTable;
  readonly target: string;
  readonly options: LoadOptions;
}

export async function loadFiles(
  session: Session,
  options: LoadOptions,
  word: string,
  words: readonly string[],
): Promise<void> {
  const { inputFiles } = await import("../../../data/formats/input-files.ts");
  const { cwd, stdin, env } = session.context;
  if (words.length === 0 && stdin.isTTY === true) {
    throw new DynError("usage", "what is to be loaded?", {
      hint: `name files, such as: dyn aurora load ${word} rows.csv; or pipe rows into it`,
    });
  }
  const { format } = options;
  const files = await inputFiles(words.length === 0 ? ["-"] : words, { cwd, stdin, format });
  await withDatabase(session, async ({ address: { settings }, connection }: OpenedDatabase) => {
    const { withSession } = await import("../../../sql/session.ts");
    const { describeTable } = await import("../../../sql/bulk/catalog.ts");
    const { bulkLoader } = await import("../../../sql/bulk/loader.ts");
    const { performLoad } = await import("./perform.ts");
    const { engine } = settings;
    const target = connection.name;
    await withSession(settings, env, async database => {
      const table = await describeTable(database, engine, word, target);
      const loader = bulkLoader(database, engine, table, options.onConflict);
      const names = files.map(({ name }) => name).join(", ");
      const what = `load ${names} into ${table.name} on ${target}`;
      if (session.flags.dryRun) {
        return session.notice(`would ${escapeControl(what)}; nothing was sent`);
      }
      if (connection.protect) await confirm(session, { what, typed: target });
      await performLoad(session, { files, table, target, options }, loader);
    });
  });
}
