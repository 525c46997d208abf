import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";

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
  const { contentText, plannedLoad, summaryData } = await import("./summary.ts");
  const scenarios = await readScenarios(files, session.context.cwd);
  const data = scenarios.map(({ file, scenario }) => ({ file, ...summaryData(scenario) }));
  await session.print({
    data,
    table: () =>
      scenarios
        .map(({ file, scenario }) => {
          const mark = session.paint.green("✔");
          return `${mark} ${file}: ${contentText(scenario)} · ${loadText(plannedLoad(scenario.load))}`;
        })
        .join("\n"),
    rows: data,
  });
}
