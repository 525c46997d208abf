import type { Opened } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { isPrivate } from "../../config/connection.ts";
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

/** Runs scenarios one after the other, and prints their results as they come. */
export async function perform(
  session: Session,
  opened: Opened,
  scenarios: readonly ScenarioFile[],
  options: PerformOptions,
): Promise<void> {
  const { print, setup, setupOnly = false, shard, onResult } = options;
  for (const file of scenarios) {
    const { scenario } = file;
    await announce(session, opened, scenario, options);
    if (setupOnly) {
      const ready = await prepare(session, opened, scenario, shard);
      await print.add(setupDocument(scenario, opened.target, ready));
      continue;
    }
    const said = setup && (await makeReady(session, opened, scenario, shard));
    const result = await measure(session, opened, file, options);
    onResult(result);
    if (said && session.format("document") === "table") await session.notice("");
    await printResult(session, result, print);
    if (result.interrupted) return;
  }
}

/** A result as it comes. */
export function printResult(session: Session, result: Result, print: Outlet): Promise<void> {
  const columns = columnsOf(session.context.stdout);
  return print.add({ data: result, table: () => reportText(result, session.paint, columns) });
}

/** Creates and fills a scenario's tables, and says so; false when there was nothing to say. */
export async function makeReady(
  session: Session,
  opened: Opened,
  scenario: Scenario,
  shard: Shard | undefined,
): Promise<boolean> {
  const columns = columnsOf(session.context.stderr);
  const texts = setupTexts(await prepare(session, opened, scenario, shard));
  for (const text of texts) {
    const mark = `${session.noticePaint.green("✔")} `;
    await session.notice(wrapAfter(mark, text, columns, signColumns).join("\n"));
  }
  return texts.length > 0;
}

/** What is about to run, and where. */
export async function announce(
  session: Session,
  opened: Opened,
  scenario: Scenario,
  { setupOnly = false, workers, shard }: Pick<PerformOptions, "setupOnly" | "workers" | "shard">,
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
  { target, connection }: Opened,
  scenario: Scenario,
  shard: Shard | undefined,
): Promise<Setup> {
  const progress = session.progress(`preparing ${escapeControl(scenario.name)}`);
  // In a private engine is nothing that another shard has seeded.
  const seeding = isPrivate(connection) ? undefined : shard;
  try {
    return await setUp(scenario, target, {
      concurrency: seedConcurrency,
      ...(seeding && { slice: sliceOfShard(seeding) }),
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
