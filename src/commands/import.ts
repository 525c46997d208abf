import { Command, Option } from "commander";
import { examples, type Run } from "../cli/action.ts";
import type { Session } from "../cli/session.ts";
import { wholeNumber } from "../cli/whole-number.ts";
import { parseColumns } from "../data/formats/csv-column.ts";
import { inputFormats } from "../data/formats/format.ts";
import { defaultEvery } from "../data/transfer/defaults.ts";
import type { ImportOptions } from "./import/plan.ts";
import { transformOptions } from "./import/transform-options.ts";
import { conflictOption, patienceOption } from "./moving/store-options.ts";
import {
  isNative,
  type NativeImportOptions,
  nativeImportOptions,
  refuseOthers,
} from "./native/options.ts";

export function importCommand(run: Run): Command {
  const { options: changing, steps } = transformOptions();
  const command = new Command("import")
    .description("Write the items of files into a table, whatever goes wrong on the way.")
    .argument("<table>")
    .argument(
      "[file...]",
      "files, globs, directories of AWS exports, - for stdin, which it reads without any",
    )
    .addOption(
      new Option("--format <format>", "what the files are written in").choices(inputFormats),
    )
    .option("--columns <types>", "types of a CSV's columns, such as Age:N,Tags:SS", parseColumns)
    .addOption(conflictOption())
    .option("--schema <file>", "create the table from its YAML; one that is there must fit");
  for (const option of [...changing, ...nativeImportOptions()]) command.addOption(option);
  return command
    .option("--dead-letter <file>", "where records go that the table does not take")
    .option("--checkpoint <file>", "remember there how far it came, to go on after an interruption")
    .option("--checkpoint-every <n>", "records from one to the next", wholeNumber(1), defaultEvery)
    .option("--concurrency <n>", "requests in flight", wholeNumber(1, 1024), 16)
    .option("--max-wcu <n>", "write units a second that are not exceeded", wholeNumber(1))
    .addOption(patienceOption())
    .addHelpText(
      "after",
      examples([
        "dyn import UserSessions scenarios/items/sessions.jsonl --schema scenarios/tables/user-sessions.yaml",
        "dyn import UserSessions scenarios/items/*.jsonl --dry-run --rename Device=Client",
        "dyn scan UserSessions -o jsonl | dyn import UserSessions --on-conflict skip",
        "dyn import Events --native s3://bucket/exports/ --report s3://bucket/reports/ --dry-run",
      ]),
    )
    .action(
      run((session: Session, options: Options, table: string, files: string[]) =>
        importFiles(session, { ...options, steps }, table, files),
      ),
    );
}

type Options = Omit<ImportOptions, "steps"> & NativeImportOptions;

async function importFiles(
  session: Session,
  options: ImportOptions & NativeImportOptions,
  table: string,
  files: readonly string[],
): Promise<void> {
  if (isNative(options)) return importNatively(session, options, table, files);
  const { importItems } = await import("./import/import.ts");
  await importItems(session, options, table, files);
}

async function importNatively(
  session: Session,
  options: ImportOptions & NativeImportOptions,
  table: string,
  files: readonly string[],
): Promise<void> {
  const { columns, steps, deadLetter, checkpoint, onConflict } = options;
  refuseOthers({
    file: files[0],
    columns,
    transforms: steps.length > 0,
    "dead-letter": deadLetter,
    checkpoint,
    "on-conflict": onConflict === "overwrite" ? undefined : onConflict,
  });
  const { nativeImport } = await import("./native/import.ts");
  await nativeImport(session, options, table);
}
