import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { escapeControl } from "../../output/escape.ts";

export function checkCommand(run: Run): Command {
  return new Command("check")
    .summary("look for mistakes in scenarios, without sending anything")
    .argument("<scenario...>", "YAML files")
    .addHelpText(
      "after",
      examples([
        "dyn stress check scenarios/user-sessions.yaml",
        "dyn stress check scenarios/*.yaml -o json",
      ]),
    )
    .action(run(check));
}

async function check(session: Session, _options: unknown, files: string[]): Promise<void> {
  const { readScenarios } = await import("./scenarios.ts");
  const { loadText } = await import("../../reporters/load-text.ts");
  const { columnsOf, signColumns, wrapAfter } = await import("../../output/wrap.ts");
  const { contentText, plannedLoad, summaryData } = await import("./summary.ts");
  const scenarios = await readScenarios(files, session.context.cwd);
  const data = scenarios.map(({ file, scenario }) => ({ file, ...summaryData(scenario) }));
  const columns = columnsOf(session.context.stdout);
  await session.print({
    data,
    table: () =>
      scenarios
        .flatMap(({ file, scenario }) => {
          const said = `${file}: ${contentText(scenario)} · ${loadText(plannedLoad(scenario.load))}`;
          return wrapAfter(
            `${session.paint.green("✔")} `,
            escapeControl(said),
            columns,
            signColumns,
          );
        })
        .join("\n"),
    rows: data,
  });
}
