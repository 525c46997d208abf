import type { Session } from "../../cli/session.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted } from "../../output/units.ts";
import { columnsOf, wrapAfter } from "../../output/wrap.ts";
import { loadText, stageTexts } from "../../reporters/load-text.ts";
import type { ClientChoice } from "./clients.ts";
import type { ScenarioFile } from "./scenarios.ts";
import { contentText, plannedLoad, summaryData } from "./summary.ts";

interface Plan {
  readonly client: ClientChoice;
  readonly setup: boolean;
  readonly setupOnly?: boolean;
}

/** Says what a run would do, and does nothing of it. */
export async function printDryRun(
  session: Session,
  scenarios: readonly ScenarioFile[],
  { client, setup, setupOnly = false }: Plan,
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
  const lines = ({ scenario }: ScenarioFile): readonly string[] => {
    const all = [`${scenario.name} · ${target} · ${client} (${contentText(scenario)})`];
    if (setup) {
      for (const { table } of scenario.tables) all.push(`  would create ${table} if it is missing`);
      for (const { name, table, count: items } of scenario.entities) {
        if (items > 0) all.push(`  would write ${counted(items, "item")} of ${name} to ${table}`);
      }
    }
    if (!setupOnly) {
      const load = plannedLoad(scenario.load);
      all.push(`  would run ${loadText(load)}`);
      for (const stage of stageTexts(load)) all.push(`    ${stage}`);
      for (const { name } of scenario.checks) all.push(`  would check ${name}`);
    }
    return all;
  };
  const columns = columnsOf(session.context.stdout);
  await session.print({
    data,
    table: () =>
      scenarios
        .flatMap(lines)
        .map(escapeControl)
        .flatMap(line => hung(line, columns))
        .join("\n"),
    rows: data,
  });
}

/** Goes on under its own beginning. */
function hung(line: string, columns: number): readonly string[] {
  const [indent = ""] = /^ */.exec(line) ?? [];
  return wrapAfter(indent, line.slice(indent.length), columns);
}
