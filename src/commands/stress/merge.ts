import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { type Report, reportOption } from "./report-option.ts";

interface MergeOptions {
  readonly partial?: boolean;
  readonly report?: readonly Report[];
}

export function mergeCommand(run: Run): Command {
  return new Command("merge")
    .summary("merge the results of shards that ran on several machines")
    .description(
      "Merge the results of shards into that of the whole run, and judge its thresholds.\n" +
        "Results of several scenarios or clients are merged apart.",
    )
    .argument("<result...>", "JSON files, as dyn stress run --shard prints with -o json")
    .option("--partial", "merge what there is, also when shards are missing")
    .option("--report <kind=file>", "write reports: html=FILE,junit=FILE,…", reportOption)
    .addHelpText(
      "after",
      examples([
        "dyn stress run scenarios/read-stress.yaml --shard 1/2 -o json > 1.json",
        "dyn stress run scenarios/read-stress.yaml --shard 2/2 -o json > 2.json",
        "dyn stress merge 1.json 2.json",
        "dyn stress merge *.json -o json --report html=report.html",
      ]),
    )
    .action(run(merge));
}

async function merge(session: Session, options: MergeOptions, files: string[]): Promise<void> {
  const { partial = false, report = [] } = options;
  const { context, flags } = session;
  const { checkReports, writeReports } = await import("./report-option.ts");
  const { outlet } = await import("./outlet.ts");
  const { readResults } = await import("./result-file.ts");
  const { mergeGroups } = await import("./merge-groups.ts");
  const { textReports } = await import("../../reporters/text-reports.ts");
  const { columnsOf } = await import("../../output/wrap.ts");
  const { verdict } = await import("./verdict.ts");
  await checkReports(report, context.cwd);
  const { results, notices } = mergeGroups(await readResults(files, context.cwd), partial);
  for (const text of notices) await session.notice(session.noticePaint.yellow(text));
  const columns = columnsOf(context.stdout);
  const print = outlet(session, results.length);
  for (const result of results) {
    const table = () => textReports([result], session.paint, columns);
    await print.add({ data: result, table });
  }
  await print.end();
  const told = (file: string) => session.notice(`wrote ${file}`);
  if (!flags.dryRun) await writeReports(report, { results }, context.cwd, told);
  const error = verdict(results);
  if (error !== undefined) throw error;
}
