import type { Session } from "../../cli/session.ts";
import type { RunOptions } from "./run.ts";
import type { ScenarioFile } from "./scenarios.ts";
import { contentText, count, loadText, summaryData } from "./summary.ts";

/** Says what a run would do, and does nothing of it. */
export async function printDryRun(
  session: Session,
  scenarios: readonly ScenarioFile[],
  { client, setup, setupOnly = false }: Pick<RunOptions, "client" | "setup" | "setupOnly">,
): Promise<void> {
  const { connectionOf } = await import("../../config/resolve.ts");
  const { name: target } = await connectionOf(session.context, session.flags.target, "memory");
  const data = scenarios.map(({ file, scenario }) => ({
    file,
    target,
    client,
    setup,
    run: !setupOnly,
    ...summaryData(scenario),
  }));
  const text = ({ scenario }: ScenarioFile): string => {
    const lines = [`${scenario.name} · ${target} · ${client} (${contentText(scenario)})`];
    if (setup) {
      for (const { table } of scenario.tables)
        lines.push(`  would create ${table} if it is missing`);
      for (const { name, table, count: items } of scenario.entities) {
        if (items > 0) lines.push(`  would write ${count(items, "item")} of ${name} to ${table}`);
      }
    }
    if (!setupOnly) lines.push(`  would run ${loadText(scenario.load)}`);
    return lines.join("\n");
  };
  await session.print({ data, table: () => scenarios.map(text).join("\n"), rows: data });
}
