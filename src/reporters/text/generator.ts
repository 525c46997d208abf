import type { Result } from "../../engine/result.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount, formatFigure } from "../../output/units.ts";

/** Less than this of a core, and it was others who kept a busy event loop waiting. */
const ownCpuPercent = 80;

/** Whether dyn itself was the bottleneck; if so, what that means and what to do. */
export function generatorLines({ generator, load }: Result, paint: Paint): readonly string[] {
  const cpu = `${formatCount(generator.cpuPercent)} % of a core`;
  const busy = `event loop ${formatCount(generator.eventLoopBusyPercent)} % busy`;
  const late = `p99 ${formatFigure(generator.eventLoopDelayP99Ms)} ms late`;
  if (generator.verdict === "ok") return [`  generator ok: ${cpu}, ${busy}, ${late}`];
  const fewer = `fewer requests in flight (--concurrency ${Math.ceil(load.concurrency / 2)})`;
  const advice =
    generator.cpuPercent < ownCpuPercent
      ? "other work on this machine took the processor: end that, or run the load on another machine"
      : `try ${load.concurrency > 1 ? `${fewer} or a faster machine` : "a faster machine"}`;
  return [
    paint.yellow(`⚠ generator saturated: ${cpu}, ${busy}, ${late}`),
    paint.yellow("  dyn was the bottleneck: these latencies include its own queue"),
    paint.yellow(`  ${advice}`),
  ];
}
