import { isOnThisMachine } from "../../cli/address.ts";
import type { Opened } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { ClientName } from "../../dynamodb/client.ts";
import { systemClock } from "../../engine/clock.ts";
import type { Leg } from "../../engine/leg.ts";
import type { Result } from "../../engine/result.ts";
import { concludeRun, watchLoad } from "../../engine/run.ts";
import { type LoadRun, runLoad } from "../../engine/run-load.ts";
import { shareOf, whole } from "../../engine/slice.ts";
import type { WrittenItems } from "../../engine/written-items.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { type LiveView, liveView } from "./live-view.ts";
import type { ScenarioFile } from "./scenarios.ts";
import { type Shard, sliceOfShard } from "./shard-option.ts";
import { awaitMoment } from "./start-option.ts";
import { type WorkersChoice, workersFor } from "./workers-option.ts";

export interface MeasureOptions {
  readonly client: ClientName;
  readonly workers: WorkersChoice;
  /** Absent: the whole load. */
  readonly shard?: Shard | undefined;
  /** When to start, in milliseconds since the epoch; at once unless told. */
  readonly startAtMs?: number | undefined;
}

/** How many threads put a scenario's load on an opened target. */
export function workersOf(
  { load }: Scenario,
  { address }: Pick<Opened, "address">,
  { workers, shard }: Pick<MeasureOptions, "workers" | "shard">,
): number {
  const concurrency = shareOf(load.concurrency, shard === undefined ? whole : sliceOfShard(shard));
  return workersFor(workers, concurrency, { besideService: isOnThisMachine(address) });
}

export interface LoadOptions extends MeasureOptions {
  /** Absent: the only one. */
  readonly leg?: Leg;
  readonly view: LiveView;
  /** Called when the load starts. */
  readonly onStart: () => void;
}

/** Puts a scenario's load, or a leg of it, on a target that is prepared. */
export async function putLoad(
  session: Session,
  opened: Opened,
  { scenario, source }: ScenarioFile,
  options: LoadOptions,
): Promise<LoadRun> {
  const { target, address } = opened;
  const { client, shard, startAtMs, leg, view } = options;
  const { context, signal } = session;
  const workers = workersOf(scenario, opened, options);
  const ready = async () => {
    if (startAtMs !== undefined) await awaitMoment(session, startAtMs, view.say);
    options.onStart();
  };
  const slice = shard === undefined ? whole : sliceOfShard(shard);
  const clock = systemClock(context);
  const hooks = { clock, slice, ...(leg && { leg }), signal, ready, onTick: view.tick };
  if (workers === 1) return runLoad(scenario, target, hooks);
  const { runWorkers } = await import("./workers.ts");
  const own = { name: target.name, client };
  const task = { source, address, target: own, env: context.env, ...(leg && { leg }) };
  return runWorkers(scenario, task, { ...hooks, workers });
}

/** Puts a scenario's load on a target that is prepared, shows how it goes, and judges its checks. */
export async function measure(
  session: Session,
  opened: Opened,
  file: ScenarioFile,
  options: MeasureOptions,
): Promise<Result> {
  const { shard } = options;
  const { context, signal } = session;
  const { reader } = opened.target;
  const clock = systemClock(context);
  const scenario =
    shard === undefined ? file.scenario : await withOwnChecks(session, file.scenario);
  const view = liveView(session, scenario.name);
  const put = (onStart: () => void) =>
    putLoad(session, opened, { ...file, scenario }, { ...options, view, onStart });
  try {
    const { load, ...found } = await watchLoad(scenario, reader, { clock, signal }, put);
    const toRead = newItems(scenario, load.written);
    const onProgress = (name: string, done: number) => view.check(name, done, toRead.get(name));
    const result = await concludeRun(scenario, reader, load, {
      clock,
      signal,
      ...found,
      onProgress,
    });
    const workers = workersOf(scenario, opened, options);
    return { ...result, load: { ...result.load, workers, shard: shard ?? null } };
  } finally {
    view.end();
  }
}

/** What was refused was there before, and is none of the run's. */
const readBack = ["acknowledged", "doubtful", "failed"] as const;

/** How many items the checks of acknowledged writes read, by the checks' names. */
function newItems({ checks }: Scenario, written: WrittenItems): ReadonlyMap<string, number> {
  return new Map(
    checks.flatMap(check => {
      const items = check.kind === "acknowledged" ? written.of(check.entity) : undefined;
      if (items === undefined) return [];
      return [[check.name, readBack.reduce((sum, fate) => sum + items.count(fate), 0)]];
    }),
  );
}

/**
 * Without the checks of whole tables: other shards still write to them. What a shard itself has
 * written it can judge.
 */
async function withOwnChecks(session: Session, scenario: Scenario): Promise<Scenario> {
  const checks = scenario.checks.filter(({ kind }) => kind === "acknowledged");
  if (checks.length < scenario.checks.length) {
    const left = scenario.checks.filter(check => !checks.includes(check)).map(({ name }) => name);
    await session.notice(
      `a shard leaves out what only the whole shows: ${left.join(", ")}\n` +
        "when all shards are done, judge that with --checks-only",
    );
  }
  return { ...scenario, checks };
}
