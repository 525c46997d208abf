import type { Result } from "../../engine/result.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount, formatFigure } from "../../output/units.ts";

/** Whether dyn itself was the bottleneck; if so, what that means and what to do. */
export function generatorLines({ generator, load }: Result, paint: Paint): readonly string[] {
  const cpu = `${formatCount(generator.cpuPercent)} % of a core`;
  const loop = `event loop p99 ${formatFigure(generator.eventLoopDelayP99Ms)} ms`;
  if (generator.verdict === "ok") return [`  generator ok: ${cpu}, ${loop}`];
  const fewer =
    load.concurrency > 1
      ? `fewer requests in flight (--concurrency ${Math.ceil(load.concurrency / 2)})`
      : "a lighter load";
  return [
    paint.yellow(`⚠ generator saturated: ${cpu}, ${loop}`),
    paint.yellow("  dyn was the bottleneck: these latencies include its own queue"),
    paint.yellow(`  try ${fewer}, or a faster or less busy machine`),
  ];
}
