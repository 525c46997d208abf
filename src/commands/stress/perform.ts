import type { Session } from "../../cli/session.ts";
import { type Setup, setUp } from "../../data/setup.ts";
import { systemClock } from "../../engine/clock.ts";
import type { Result } from "../../engine/result.ts";
import { run } from "../../engine/run.ts";
import { DynError } from "../../errors.ts";
import type { Printable } from "../../output/document.ts";
import { escapeControl } from "../../output/escape.ts";
import { liveLine } from "../../reporters/live.ts";
import { seedingLine } from "../../reporters/seeding.ts";
import { reportText } from "../../reporters/text.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Target } from "../../targets/target.ts";
import type { Outlet } from "./outlet.ts";
import type { ScenarioFile } from "./scenarios.ts";
import { setupData, setupTexts } from "./setup-text.ts";
import { loadText } from "./summary.ts";

export interface PerformOptions {
  readonly print: Outlet;
  readonly setup: boolean;
  readonly setupOnly?: boolean;
}

/** Batches of a set-up in flight; more do not fill a table faster. */
export const seedConcurrency = 16;
/** The spinner before a live line, and the blank after it. */
const spinnerColumns = 2;

/** Runs scenarios one after the other, prints their results as they come, and gives them. */
export async function perform(
  session: Session,
  target: Target,
  scenarios: readonly ScenarioFile[],
  { print, setup, setupOnly = false }: PerformOptions,
): Promise<readonly Result[]> {
  const { stdout } = session.context;
  const columns = stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY;
  const results: Result[] = [];
  for (const { scenario } of scenarios) {
    await announce(session, target, scenario, setupOnly);
    const ready = setup ? await prepare(session, target, scenario) : undefined;
    if (setupOnly) {
      if (ready !== undefined) await print.add(setupDocument(scenario, target, ready));
      continue;
    }
    const prepared = ready ? setupTexts(ready) : [];
    for (const text of prepared) {
      await session.notice(`${session.noticePaint.green("✔")} ${text}`);
    }
    const result = await measure(session, target, scenario);
    results.push(result);
    if (prepared.length > 0 && session.format("document") === "table") await session.notice("");
    await print.add({ data: result, table: () => reportText(result, session.paint, columns) });
    if (result.interrupted) break;
  }
  return results;
}

/** What is about to run, and where. */
async function announce(
  session: Session,
  target: Target,
  scenario: Scenario,
  setupOnly: boolean,
): Promise<void> {
  const { name, description, load } = scenario;
  const title = session.noticePaint.bold(escapeControl(name));
  await session.notice(description === "" ? title : `${title} · ${escapeControl(description)}`);
  const run = setupOnly ? "" : ` · ${loadText(load)}`;
  await session.notice(`${target.name} · ${target.client}${run}\n`);
}

async function prepare(session: Session, target: Target, scenario: Scenario): Promise<Setup> {
  const progress = session.progress(`preparing ${scenario.name}`);
  try {
    return await setUp(scenario, target, {
      concurrency: seedConcurrency,
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

async function measure(session: Session, target: Target, scenario: Scenario): Promise<Result> {
  const { context, signal } = session;
  const progress = session.progress(`starting ${scenario.name}`);
  const columns = context.stderr.columns - spinnerColumns;
  try {
    return await run(scenario, target, {
      clock: systemClock(context),
      signal,
      onTick: snapshot => progress.update(liveLine(snapshot, columns)),
    });
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
