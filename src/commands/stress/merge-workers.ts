import type { Reading } from "../../engine/generator.ts";
import { mergeResults } from "../../engine/merge.ts";
import type { Generator } from "../../engine/result.ts";
import type { LoadRun } from "../../engine/run-load.ts";
import { WrittenItems } from "../../engine/written-items.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { WorkerRun } from "./worker-thread.ts";

/** What the main thread knows of a load, and its workers do not. */
interface Known {
  /** Of the whole process; undefined when the measured part never began. */
  readonly reading: Reading | undefined;
  /** The threshold that has ended the load. */
  readonly missed: string | undefined;
  readonly signal: AbortSignal;
}

/** The runs of all workers as that of one, which tells why it ended as one without workers does. */
export function mergeWorkers(
  scenario: Pick<Scenario, "checks">,
  runs: readonly WorkerRun[],
  { reading, missed, signal }: Known,
): LoadRun {
  const parts = runs.map(({ result }, index) => ({ name: `worker ${index + 1}`, result }));
  // A missed threshold stops workers just as Ctrl-C does, so that they cannot tell which it was.
  const { interrupted: stopped, ...merged } = mergeResults(parts, { kind: "workers" });
  const written = WrittenItems.forChecks(scenario.checks);
  for (const run of runs) written.add(run.written);
  const result = {
    ...merged,
    generator: withProcessor(merged.generator, reading, merged.total.sent),
    ...(signal.aborted ? { interrupted: true as const } : {}),
    ...(missed === undefined ? {} : { aborted: missed }),
    ok: merged.ok && !signal.aborted && missed === undefined,
  };
  return { result, written };
}

/** What the whole process used; workers cannot tell their own part of it. */
function withProcessor(
  generator: Generator,
  reading: Reading | undefined,
  sent: number,
): Generator {
  if (reading === undefined || reading.wallMs <= 0) return generator;
  const { cpuMicros, wallMs } = reading;
  return {
    ...generator,
    cpuPercent: cpuMicros / 10 / wallMs,
    cpuMicrosPerRequest: sent > 0 ? cpuMicros / sent : 0,
  };
}
