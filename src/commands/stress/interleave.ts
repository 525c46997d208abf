import type { Session } from "../../cli/session.ts";
import type { DuringFinding, DuringFindings } from "../../engine/checks/watch.ts";
import { systemClock } from "../../engine/clock.ts";
import { type Leg, loadOfLeg } from "../../engine/leg.ts";
import { mergeLegs } from "../../engine/merge-legs.ts";
import type { Result } from "../../engine/result.ts";
import { concludeRun, type WatchedLoad, watchLoad } from "../../engine/run.ts";
import type { LoadRun } from "../../engine/run-load.ts";
import { WrittenItems } from "../../engine/written-items.ts";
import { DynError } from "../../errors.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { liveView } from "./live-view.ts";
import { type MeasureOptions, putLoad, workersOf } from "./measure.ts";
import { announce, makeReady, type PerformOptions, printResult } from "./perform.ts";
import type { OpenVariant } from "./run-variants.ts";
import type { ScenarioFile } from "./scenarios.ts";
import { plannedLoad } from "./summary.ts";

interface InterleaveOptions extends Omit<PerformOptions, "client" | "onResult"> {
  readonly turns: number;
}

/** What has been measured of one variant. */
interface Course {
  readonly variant: OpenVariant;
  readonly legs: WatchedLoad<LoadRun>[];
}

/**
 * Runs each scenario on all variants in turns, A B A B, so that what changes with time befalls all of
 * them alike. All are prepared before the first turn; checks are judged after the last.
 */
export async function interleave(
  session: Session,
  variants: readonly OpenVariant[],
  scenarios: readonly ScenarioFile[],
  options: InterleaveOptions,
): Promise<void> {
  const { turns } = options;
  for (const file of scenarios) {
    const courses = variants
      .filter(({ outcome }) => outcome.failure === undefined)
      .map((variant): Course => ({ variant, legs: [] }));
    const forEach = async (work: (course: Course) => Promise<void>) => {
      for (const course of courses) {
        const { attempt, outcome } = course.variant;
        if (outcome.failure === undefined) await attempt(() => work(course));
      }
    };
    await forEach(async ({ variant: { opened, outcome } }) => {
      await announce(session, opened, file.scenario, { ...options, ...outcome.variant });
      if (options.setup) await makeReady(session, opened, file.scenario, options.shard);
    });
    for (let index = 0; index < turns && !session.signal.aborted; index++) {
      await forEach(async course => {
        if (session.signal.aborted) return;
        course.legs.push(await performLeg(session, course, file, options, { index, of: turns }));
      });
    }
    await forEach(async course => {
      const result = await conclude(session, course, file.scenario, options);
      if (result === undefined) return;
      course.variant.outcome.results.push(result);
      await printResult(session, result, options.print);
    });
    if (session.signal.aborted) return;
  }
}

/** One turn: a part of the load, and the checks that are judged while it runs. */
async function performLeg(
  session: Session,
  { variant: { opened, outcome } }: Course,
  file: ScenarioFile,
  options: InterleaveOptions,
  leg: Leg,
): Promise<WatchedLoad<LoadRun>> {
  const { context, signal } = session;
  const { label, client } = outcome.variant;
  const clock = systemClock(context);
  const view = liveView(session, `${label}, turn ${leg.index + 1} of ${leg.of}`);
  const load: MeasureOptions = { ...options, client };
  // What an earlier run has left is looked for once: later turns find what the ones before have made.
  const watched = leg.index === 0 ? file.scenario : withoutAcknowledged(file.scenario);
  try {
    return await watchLoad(watched, opened.target.reader, { clock, signal }, onStart =>
      putLoad(session, opened, fileOfLeg(file, leg), { ...load, leg, view, onStart }),
    );
  } finally {
    view.end();
  }
}

/** The leg's scenario, also as another thread makes it of its source. */
function fileOfLeg({ file, scenario, source }: ScenarioFile, leg: Leg): ScenarioFile {
  const load = loadOfLeg(scenario.load, leg);
  const { extent, warmupMs } = load;
  const own = {
    warmupMs,
    durationMs: extent.kind === "duration" ? extent.durationMs : undefined,
    requests: extent.kind === "requests" ? extent.requests : undefined,
  };
  const overrides = { ...source.overrides, ...own };
  return { file, scenario: { ...scenario, load }, source: { ...source, overrides } };
}

/** The legs as one result, with its checks; undefined when there is none. */
async function conclude(
  session: Session,
  { variant: { opened }, legs }: Course,
  scenario: Scenario,
  options: InterleaveOptions,
): Promise<Result | undefined> {
  const { context, signal } = session;
  const [first] = legs;
  if (first === undefined) return undefined;
  const planned = { ...plannedLoad(scenario.load), workers: workersOf(scenario, opened, options) };
  const merged = mergeLegs(
    legs.map(({ load }) => load.result),
    planned,
  );
  const isCut = legs.length < options.turns && merged.aborted === undefined;
  const result = isCut ? { ...merged, interrupted: true as const, ok: false } : merged;
  const written = WrittenItems.forChecks(scenario.checks);
  for (const { load } of legs) written.add(load.written);
  const view = liveView(session, scenario.name);
  try {
    return await concludeRun(
      scenario,
      opened.target.reader,
      { result, written },
      {
        clock: systemClock(context),
        signal,
        earlier: first.earlier,
        during: joinFindings(legs.map(({ during }) => during)),
        onProgress: (name, done) => view.check(name, done),
      },
    );
  } finally {
    view.end();
  }
}

/** Of each check that was judged while the load ran: it held if it held in every leg. */
function joinFindings(all: readonly DuringFindings[]): DuringFindings {
  const joined = new Map(all[0]);
  for (const [check, finding] of all.slice(1).flatMap(each => [...each])) {
    const before = joined.get(check);
    joined.set(check, before === undefined ? finding : worse(before, finding));
  }
  return joined;
}

function worse(one: DuringFinding, other: DuringFinding): DuringFinding {
  if (!one.ok || !other.ok) return one.ok ? other : one;
  return { ...one, detail: `${one.detail}; ${other.detail}` };
}

function withoutAcknowledged(scenario: Scenario): Scenario {
  return { ...scenario, checks: scenario.checks.filter(({ kind }) => kind !== "acknowledged") };
}

/** @throws DynError "usage" for what cannot be split into so many turns */
export function checkTurns(turns: number, scenarios: readonly ScenarioFile[]): void {
  for (const { file, scenario } of scenarios) {
    const { extent, pace } = scenario.load;
    if (pace.kind === "open" && pace.stages.some(({ durationMs }) => Number.isFinite(durationMs))) {
      throw new DynError("usage", `${file} has stages, which --interleave cannot split`, {
        hint: "give --rate, which takes the place of the stages, or leave out --interleave",
      });
    }
    if (extent.kind === "requests" && extent.requests < turns) {
      throw new DynError("usage", `${extent.requests} operations are too few for ${turns} turns`, {
        hint: "give more --requests, or less to --interleave",
      });
    }
    if (extent.kind === "duration" && extent.durationMs < turns * leastTurnMs) {
      const most = Math.floor(extent.durationMs / leastTurnMs);
      throw new DynError("usage", `${turns} turns of ${file} would take less than a second each`, {
        hint:
          most > 1
            ? `give --interleave ${most} at most, or more --duration`
            : `give more --duration, such as ${turns}s`,
      });
    }
  }
}

/** Less says nothing of a target: a turn begins with empty queues. */
const leastTurnMs = 1000;
