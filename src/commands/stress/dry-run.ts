import type { Session } from "../../cli/session.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted } from "../../output/units.ts";
import { columnsOf, wrapAfter } from "../../output/wrap.ts";
import { loadText, stageTexts } from "../../reporters/load-text.ts";
import type { ScenarioFile } from "./scenarios.ts";
import { type Shard, sliceOfShard } from "./shard-option.ts";
import { contentText, plannedLoad, summaryData } from "./summary.ts";
import type { ClientChoice, Variant } from "./variants.ts";
import type { WorkersChoice } from "./workers-option.ts";

interface Plan {
  readonly client?: ClientChoice;
  readonly interleave?: number;
  readonly setup: boolean;
  readonly setupOnly?: boolean;
  readonly workers: WorkersChoice;
  readonly shard?: Shard | undefined;
}

/** Says what a run would do, and does nothing of it. */
export async function printDryRun(
  session: Session,
  scenarios: readonly ScenarioFile[],
  variants: readonly Variant[],
  { client = "wire", setup, setupOnly = false, workers, shard, interleave }: Plan,
): Promise<void> {
  const targets = [...new Set(variants.map(({ label }) => label))];
  const runs = targets.flatMap(target => scenarios.map(file => ({ ...file, target })));
  const data = runs.map(({ file, scenario, target }) => ({
    file,
    target,
    client,
    setup,
    run: !setupOnly,
    workers,
    shard: shard ?? null,
    ...(interleave !== undefined && { interleave }),
    ...summaryData(scenario),
  }));
  const lines = ({ scenario, target }: (typeof runs)[number]): readonly string[] => {
    const all = [`${scenario.name} · ${target} · ${client} (${contentText(scenario)})`];
    if (setup) {
      for (const { table } of scenario.tables) all.push(`  would create ${table} if it is missing`);
      for (const { name, table, count: items } of scenario.entities) {
        if (items > 0) all.push(`  would write ${counted(items, "item")} of ${name} to ${table}`);
      }
    }
    if (!setupOnly) {
      const planned = plannedLoad(scenario.load, shard && sliceOfShard(shard));
      const load = {
        ...planned,
        shard: shard ?? null,
        workers: workers === "auto" ? 1 : workers,
        ...(interleave !== undefined && { legs: interleave }),
      };
      const asMany = workers === "auto" ? " · as many workers as do good" : "";
      all.push(`  would run ${loadText(load)}${asMany}`);
      for (const stage of stageTexts(load)) all.push(`    ${stage}`);
      for (const { name } of scenario.checks) all.push(`  would check ${name}`);
    }
    return all;
  };
  const columns = columnsOf(session.context.stdout);
  await session.print({
    data,
    table: () =>
      runs
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
