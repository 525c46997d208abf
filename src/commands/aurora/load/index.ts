import { Command, Option } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import type { Session } from "../../../cli/session.ts";
import { type InputFormat, inputFormats } from "../../../data/formats/format.ts";
import { conflictChoices, type OnConflict } from "../../../sql/bulk/bulk-table.ts";

export interface LoadOptions {
  readonly format?: InputFormat;
  readonly onConflict: OnConflict;
  readonly deadLetter?: string;
}

export function loadCommand(run: Run): Command {
  return new Command("load")
    .summary("write the rows of files into a SQL table, by COPY or inserts of many rows")
    .argument("<table>", "the table, with its schema or without")
    .argument("[file...]", "files or globs, - for stdin, which it reads without any")
    .addOption(
      new Option("--format <format>", "what the files are written in").choices(inputFormats),
    )
    .addOption(
      new Option("--on-conflict <what>", "what to do with a row whose key is there already")
        .choices(conflictChoices)
        .default("fail"),
    )
    .option("--dead-letter <file>", "where rows go that the table does not take")
    .addHelpText(
      "after",
      examples([
        "dyn aurora migrate up --folder scenarios/migrations -t postgres:local",
        "dyn aurora load products scenarios/rows/products.csv --on-conflict overwrite -t postgres:local",
        "dyn aurora load customers scenarios/rows/customers.jsonl --on-conflict skip -t postgres:local",
      ]),
    )
    .action(run(load));
}

async function load(
  session: Session,
  options: LoadOptions,
  table: string,
  files: string[],
): Promise<void> {
  const { loadFiles } = await import("./load.ts");
  await loadFiles(session, options, table, files);
}
