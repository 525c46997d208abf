import type { Scenario } from "../scenario/scenario.ts";
import type { Target } from "../targets/target.ts";
import type { Finished } from "./course.ts";
import { assessGenerator, combineReadings } from "./generator.ts";
import { reportLoad } from "./load-report.ts";
import type { Pacing } from "./pacing.ts";
import type { Result } from "./result.ts";
import type { Slice } from "./slice.ts";
import type { SocketsWatch } from "./sockets-watch.ts";
import { judge } from "./thresholds.ts";
import { combineTurns } from "./turns.ts";

export interface Ended {
  readonly scenario: Scenario;
  readonly target: Target;
  readonly slice: Slice;
  readonly pacing: Pacing;
  readonly sockets: SocketsWatch;
  readonly interrupted: boolean;
  /** The threshold that ended the load. */
  readonly aborted: string | undefined;
}

/** The result of a load, of one part or of one for each turn; its checks are not judged yet. */
export function assembleResult(
  { scenario, target, slice, pacing, sockets, interrupted, aborted }: Ended,
  turns: readonly Finished[],
): Result {
  const reading = combineReadings(turns.map(each => each.reading));
  const { elapsedSeconds, total, operations, timeline } = combineTurns(
    turns.map(({ recorder }) => recorder),
    scenario.load.order,
  );
  const generator = assessGenerator(reading, {
    sent: total.sent,
    serviceP50Ms: total.serviceMs.p50,
    serviceP99Ms: total.serviceMs.p99,
    pacing,
    sockets,
  });
  const thresholds = judge(scenario.thresholds, total, operations);
  return {
    schema: "dyn.result/1",
    scenario: scenario.name,
    description: scenario.description,
    digest: scenario.digest,
    seed: scenario.seed,
    target: target.name,
    client: target.client,
    startedAt: new Date(turns[0]?.startedAt ?? 0).toISOString(),
    elapsedSeconds,
    load: reportLoad(scenario.load, slice, pacing),
    total,
    operations,
    timeline,
    generator,
    thresholds,
    checks: [],
    references: Object.fromEntries(
      scenario.operations.flatMap(({ name, reference }) => (reference ? [[name, reference]] : [])),
    ),
    ...(interrupted ? { interrupted } : {}),
    ...(aborted === undefined ? {} : { aborted }),
    ok: !interrupted && aborted === undefined && thresholds.every(({ ok }) => ok),
  };
}
