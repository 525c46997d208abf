import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { type Reported, type ReportKind, reportKinds } from "../../reporters/report.ts";

interface ReportOptions {
  readonly as: ReportKind | "text";
  readonly to?: string;
}

export function reportCommand(run: Run): Command {
  return new Command("report")
    .summary("make a report of results that were kept")
    .description(
      "Make a report of results that stress run or stress merge printed with -o json.\n" +
        "It tells what the results say and ends with 0, whatever that is.",
    )
    .argument("<result...>", "JSON files; several become one report")
    .addOption(
      new Option("--as <kind>", "what to make").choices(["text", ...reportKinds]).default("text"),
    )
    .option("--to <file>", "where to write it instead of stdout")
    .addHelpText(
      "after",
      examples([
        "dyn stress run scenarios/user-sessions.yaml -o json > result.json",
        "dyn stress report result.json --as html --to report.html",
        "dyn stress report result.json --as markdown",
      ]),
    )
    .action(run(report));
}

async function report(session: Session, options: ReportOptions, files: string[]): Promise<void> {
  const { output, dryRun } = session.flags;
  if (output !== undefined) {
    throw new DynError("usage", "a report's format is given by --as, not by -o", {
      hint: `--as takes ${["text", ...reportKinds].join(", ")}`,
    });
  }
  const { as, to } = options;
  const { cwd, stdout } = session.context;
  const { readResults } = await import("./result-file.ts");
  const read = await readResults(files, cwd);
  const reported = {
    results: read.map(({ result }) => result),
    comparisons: [...new Set(read.flatMap(({ comparison }) => comparison ?? []))],
  };
  if (to === undefined) {
    const text = await render(as, reported, session);
    const { harmless } = await import("../../output/items/terminal.ts");
    // What people read is coloured, and escaped where it is put together.
    return stdout.write(as !== "text" && stdout.isTTY ? harmless(text) : text);
  }
  const { checkFile, writeFileWhole } = await import("./report-file.ts");
  await checkFile(to, cwd);
  if (dryRun) return session.notice(`would write ${to}`);
  await writeFileWhole(to, cwd, await render(as, reported));
}

/** Coloured and as wide as the terminal where there is a session to be read in. */
async function render(
  as: ReportOptions["as"],
  reported: Reported,
  session?: Session,
): Promise<string> {
  if (as !== "text") {
    const { renderReport } = await import("../../reporters/report.ts");
    return renderReport(as, reported);
  }
  const { paint } = await import("../../output/paint.ts");
  const { textReports } = await import("../../reporters/text-reports.ts");
  const { columnsOf } = await import("../../output/wrap.ts");
  const columns = columnsOf(session?.context.stdout ?? { isTTY: false, columns: 0 });
  const { comparisonText } = await import("../../reporters/text/comparison.ts");
  const paints = session?.paint ?? paint(false);
  const { results, comparisons = [] } = reported;
  return [
    textReports(results, paints, columns),
    ...comparisons.map(comparison => comparisonText(comparison, paints, columns)),
  ].join("\n");
}
