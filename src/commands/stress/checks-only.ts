import { withTarget } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { isPrivate } from "../../config/connection.ts";
import { judgeChecks } from "../../engine/checks/judge.ts";
import { systemClock } from "../../engine/clock.ts";
import type { CheckResult } from "../../engine/result.ts";
import { WrittenItems } from "../../engine/written-items.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { columnsOf, wrapAfter } from "../../output/wrap.ts";
import { checkLines } from "../../reporters/text/checks.ts";
import { refuseMisfits } from "../../scenario/misfits.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Target } from "../../targets/target.ts";
import { liveView } from "./live-view.ts";
import type { Outlet } from "./outlet.ts";
import type { ScenarioFile } from "./scenarios.ts";
import type { Variant } from "./variants.ts";
import { failedChecks } from "./verdict.ts";

/**
 * Judges what scenarios check of the data, without a load: after one of many shards, or at any time.
 * What was acknowledged only a run knows, so that is left out.
 * @throws DynError "check" when one fails; "usage" when there is nothing to judge
 */
export async function checkOnly(
  session: Session,
  files: readonly ScenarioFile[],
  variants: readonly Variant[],
  print: Outlet,
): Promise<void> {
  const { stdout } = session.context;
  const columns = columnsOf(stdout);
  const judged: CheckResult[] = [];
  const scenarios = files.map(withoutAcknowledged);
  const judgeAll = async (target: Target) => {
    refuseMisfits(scenarios.map(asked), target.capabilities);
    for (const { scenario, notJudged } of scenarios) {
      const checks = await judge(session, target, scenario);
      judged.push(...checks);
      const ok = checks.every(check => check.ok);
      await print.add({
        data: { scenario: scenario.name, target: target.name, checks, notJudged, ok },
        table: () =>
          [
            ...checkLines(checks, session.paint, columns),
            ...notJudged.flatMap(name => wrapAfter("  ", notJudgedText(name), columns)),
          ].join("\n"),
      });
    }
  };
  if (variants.some(({ connection }) => isPrivate(connection))) throw nothingThere();
  try {
    for (const { connection, client } of variants) {
      await withTarget(session, ({ target }) => judgeAll(target), { connection, client });
    }
  } finally {
    await print.end();
  }
  const error = failedChecks(judged);
  if (error !== undefined) throw error;
}

async function judge(
  session: Session,
  target: Target,
  scenario: Scenario,
): Promise<readonly CheckResult[]> {
  const { context, signal } = session;
  const view = liveView(session, scenario.name);
  try {
    return await judgeChecks(scenario, target.reader, WrittenItems.forChecks([]), {
      clock: systemClock(context),
      signal,
      onProgress: (name, done) => view.check(name, done),
    });
  } finally {
    view.end();
  }
}

function notJudgedText(name: string): string {
  return `not judged, as only the run knows what it wrote: ${escapeControl(name)}`;
}

/** Its operations ask nothing of the store. */
function asked({ file, scenario }: Judgeable): Pick<ScenarioFile, "file" | "scenario"> {
  return { file, scenario: { ...scenario, operations: [] } };
}

interface Judgeable {
  readonly file: string;
  readonly scenario: Scenario;
  /** Names of its other checks. */
  readonly notJudged: readonly string[];
}

function withoutAcknowledged({ file, scenario }: ScenarioFile): Judgeable {
  const checks = scenario.checks.filter(({ kind }) => kind !== "acknowledged");
  if (checks.length > 0) {
    const left = scenario.checks.filter(check => !checks.includes(check));
    const notJudged = left.map(({ name }) => name);
    return { file, scenario: { ...scenario, checks }, notJudged };
  }
  const what = scenario.checks.length === 0 ? "no checks" : "no check but of acknowledged writes";
  throw new DynError("usage", `${file} has ${what}, so --checks-only has nothing to judge`, {
    hint:
      scenario.checks.length === 0
        ? "write some under checks: in the file"
        : "what was acknowledged only the run knows, and judges itself",
  });
}

function nothingThere(): DynError {
  return new DynError("usage", "--checks-only on the engine in memory, which begins empty", {
    hint: "name the target that the load was put on, such as --target local",
  });
}
