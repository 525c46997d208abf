import type { Opened } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { type Setup, setUp } from "../../data/setup.ts";
import { systemClock } from "../../engine/clock.ts";
import type { Result } from "../../engine/result.ts";
import { DynError } from "../../errors.ts";
import type { Printable } from "../../output/document.ts";
import { escapeControl } from "../../output/escape.ts";
import { columnsOf, signColumns, wrapAfter, wrapWords } from "../../output/wrap.ts";
import { loadText } from "../../reporters/load-text.ts";
import { seedingLine } from "../../reporters/seeding.ts";
import { reportText } from "../../reporters/text.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Target } from "../../targets/target.ts";
import { type MeasureOptions, measure, workersOf } from "./measure.ts";
import type { Outlet } from "./outlet.ts";
import type { ScenarioFile } from "./scenarios.ts";
import { setupData, setupTexts } from "./setup-text.ts";
import { type Shard, sliceOfShard } from "./shard-option.ts";
import { plannedLoad } from "./summary.ts";

export interface PerformOptions extends MeasureOptions {
  readonly print: Outlet;
  readonly setup: boolean;
  readonly setupOnly?: boolean;
  /** Told of each result as it comes, before one that fails. */
  readonly onResult: (result: Result) => void;
}

/** Batches of a set-up in flight; more do not fill a table faster. */
export const seedConcurrency = 16;

/** Runs scenarios one after the other, prints their results as they come, and gives them. */
export async function perform(
  session: Session,
  opened: Opened,
  scenarios: readonly ScenarioFile[],
  options: PerformOptions,
): Promise<readonly Result[]> {
  const { print, setup, setupOnly = false, shard, onResult } = options;
  const { target, connection } = opened;
  // In a private engine is nothing that another shard has seeded.
  const seeding = connection.kind === "memory" ? undefined : shard;
  const columns = columnsOf(session.context.stdout);
  const noticeColumns = columnsOf(session.context.stderr);
  const results: Result[] = [];
  for (const file of scenarios) {
    const { scenario } = file;
    await announce(session, opened, scenario, options);
    const ready = setup ? await prepare(session, target, scenario, seeding) : undefined;
    if (setupOnly) {
      if (ready !== undefined) await print.add(setupDocument(scenario, target, ready));
      continue;
    }
    const prepared = ready ? setupTexts(ready) : [];
    for (const text of prepared) {
      const mark = `${session.noticePaint.green("✔")} `;
      await session.notice(wrapAfter(mark, text, noticeColumns, signColumns).join("\n"));
    }
    const result = await measure(session, opened, file, options);
    results.push(result);
    onResult(result);
    if (prepared.length > 0 && session.format("document") === "table") await session.notice("");
    await print.add({ data: result, table: () => reportText(result, session.paint, columns) });
    if (result.interrupted) break;
  }
  return results;
}

/** What is about to run, and where. */
async function announce(
  session: Session,
  opened: Opened,
  scenario: Scenario,
  { setupOnly = false, workers, shard }: PerformOptions,
): Promise<void> {
  const { name, description, load } = scenario;
  const title = session.noticePaint.bold(escapeControl(name));
  const say = (text: string) =>
    session.notice(wrapWords(text, columnsOf(session.context.stderr)).join("\n"));
  await say(description === "" ? title : `${title} · ${escapeControl(description)}`);
  const parts = [opened.target.name, opened.target.client];
  if (!setupOnly) {
    const planned = plannedLoad(load, shard && sliceOfShard(shard));
    const threads = workersOf(scenario, opened, { workers, shard });
    parts.push(loadText({ ...planned, workers: threads, shard: shard ?? null }));
  } else if (shard !== undefined) {
    parts.push(`shard ${shard.index} of ${shard.of}`);
  }
  await say(parts.join(" · "));
  await session.notice("");
}

async function prepare(
  session: Session,
  target: Target,
  scenario: Scenario,
  shard: Shard | undefined,
): Promise<Setup> {
  const progress = session.progress(`preparing ${escapeControl(scenario.name)}`);
  try {
    return await setUp(scenario, target, {
      concurrency: seedConcurrency,
      ...(shard && { slice: sliceOfShard(shard) }),
      clock: systemClock(session.context),
      signal: session.signal,
      onProgress: ({ name, table }, so) =>
        progress.update(`seeding ${name} into ${table}   ${seedingLine(so)}`),
    });
  } catch (error) {
    progress.stop();
    if (session.signal.aborted && error instanceof DynError) await session.notice(error.message);
    throw error;
  } finally {
    progress.stop();
  }
}

function setupDocument(scenario: Scenario, target: Target, setup: Setup): Printable {
  return {
    data: { scenario: scenario.name, target: target.name, ...setupData(setup) },
    table: () => setupTexts(setup).join("\n"),
  };
}
