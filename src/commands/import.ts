import { Command, Option } from "commander";
import { examples, type Run } from "../cli/action.ts";
import { durationOption } from "../cli/duration-option.ts";
import { wholeNumber } from "../cli/whole-number.ts";
import { parseColumns } from "../data/formats/csv-column.ts";
import { inputFormats } from "../data/formats/format.ts";
import { importItems } from "./import/import.ts";
import type { ImportOptions } from "./import/plan.ts";
import { transformOptions } from "./import/transform-options.ts";

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
    .addOption(
      new Option("--on-conflict <what>", "what to do with an item that is there otherwise")
        .choices(["overwrite", "skip", "fail"])
        .default("overwrite"),
    )
    .option("--schema <file>", "create the table from its YAML; one that is there must fit");
  for (const option of changing) command.addOption(option);
  return command
    .option("--dead-letter <file>", "where records go that the table does not take")
    .option("--checkpoint <file>", "remember there how far it came, to go on after an interruption")
    .option("--concurrency <n>", "requests in flight", wholeNumber(1, 1024), 16)
    .option("--max-wcu <n>", "write units a second that are not exceeded", wholeNumber(1))
    .option(
      "--patience <time>",
      "give up when nothing can be stored for so long",
      durationOption,
      60_000,
    )
    .addHelpText(
      "after",
      examples(["dyn table create scenarios/tables/events.yaml --if-not-exists"]),
    )
    .action(
      run<[string, string[]], Omit<ImportOptions, "steps">>((session, options, table, files) =>
        importItems(session, { ...options, steps }, table, files),
      ),
    );
}
