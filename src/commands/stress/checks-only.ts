import { withTarget } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { ClientName } from "../../dynamodb/client.ts";
import { judgeChecks } from "../../engine/checks/judge.ts";
import { systemClock } from "../../engine/clock.ts";
import type { CheckResult } from "../../engine/result.ts";
import { WrittenItems } from "../../engine/written-items.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { columnsOf, wrapAfter } from "../../output/wrap.ts";
import { checkLines } from "../../reporters/text/checks.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Target } from "../../targets/target.ts";
import type { ClientChoice } from "./clients.ts";
import { liveView } from "./live-view.ts";
import type { Outlet } from "./outlet.ts";
import type { ScenarioFile } from "./scenarios.ts";
import { failedChecks } from "./verdict.ts";

/**
 * Judges what scenarios check of the data, without a load: after one of many shards, or at any time.
 * What was acknowledged only a run knows, so that is left out.
 * @throws DynError "check" when one fails; "usage" when there is nothing to judge
 */
export async function checkOnly(
  session: Session,
  files: readonly ScenarioFile[],
  client: ClientChoice,
  print: Outlet,
): Promise<void> {
  const { stdout } = session.context;
  const columns = columnsOf(stdout);
  const judged: CheckResult[] = [];
  const scenarios = files.map(withoutAcknowledged);
  const judgeAll = async (target: Target) => {
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
  const name: ClientName = client === "all" ? "wire" : client;
  try {
    await withTarget(
      session,
      async ({ target, connection }) => {
        if (connection.kind === "memory") throw nothingThere();
        await judgeAll(target);
      },
      { fallback: "memory", client: name },
    );
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

interface Judgeable {
  readonly scenario: Scenario;
  /** Names of its other checks. */
  readonly notJudged: readonly string[];
}

function withoutAcknowledged({ file, scenario }: ScenarioFile): Judgeable {
  const checks = scenario.checks.filter(({ kind }) => kind !== "acknowledged");
  if (checks.length > 0) {
    const left = scenario.checks.filter(check => !checks.includes(check));
    return { scenario: { ...scenario, checks }, notJudged: left.map(({ name }) => name) };
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
