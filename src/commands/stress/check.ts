import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { escapeControl } from "../../output/escape.ts";

export function checkCommand(run: Run): Command {
  return new Command("check")
    .summary("look for mistakes in scenarios, without sending anything")
    .description(
      "Look for all mistakes in scenarios, without sending anything. With --target, also for what\n" +
        "that store cannot do.",
    )
    .argument("<scenario...>", "YAML files")
    .addHelpText(
      "after",
      examples([
        "dyn stress check scenarios/user-sessions.yaml",
        "dyn stress check scenarios/*.yaml -o json",
        "dyn stress check scenarios/read-stress.yaml -t postgres:local",
      ]),
    )
    .action(run(check, { severalTargets: true }));
}

async function check(session: Session, _options: unknown, files: string[]): Promise<void> {
  const { readScenarios } = await import("./scenarios.ts");
  const { loadText } = await import("../../reporters/load-text.ts");
  const { columnsOf, signColumns, wrapAfter } = await import("../../output/wrap.ts");
  const { contentText, plannedLoad, summaryData } = await import("./summary.ts");
  const scenarios = await readScenarios(files, session.context.cwd);
  for (const target of session.flags.targets) {
    const { connectionOf } = await import("../../config/resolve.ts");
    const { capabilitiesAt } = await import("../../targets/capabilities.ts");
    const { refuseMisfits } = await import("../../scenario/misfits.ts");
    refuseMisfits(scenarios, capabilitiesAt(await connectionOf(session.context, target)));
  }
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
