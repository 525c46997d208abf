import type { Result } from "../../engine/result.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { counted, formatCount, formatFigure } from "../../output/units.ts";
import { wrapWords } from "../../output/wrap.ts";

/** Less than this of a core, and it was others who kept a busy event loop waiting. */
const ownCpuPercent = 80;

/** Whether dyn itself was the bottleneck; if so, what that means and what to do. */
export function generatorLines(
  { generator, load }: Result,
  paint: Paint,
  columns: number,
): readonly string[] {
  const state = [
    `${formatCount(generator.cpuPercent)} % of a core`,
    `event loop ${formatCount(generator.eventLoopBusyPercent)} % busy`,
    `p99 ${formatFigure(generator.eventLoopDelayP99Ms)} ms late`,
  ];
  const waiting = generator.socketsWaitingMax;
  if (waiting > 0) state.push(`up to ${counted(waiting, "request")} waiting for a connection`);
  const wrap = (text: string) => wrapWords(text, columns - 2);
  const said = `generator ${generator.verdict}: ${state.join(", ")}`;
  if (generator.verdict === "ok") return wrap(said).map(line => `  ${line}`);
  const [first = "", ...rest] = [
    said,
    ...generator.reasons.map(escapeControl),
    "dyn was the bottleneck: these latencies include its own queue",
    adviceOn(generator, load),
  ].flatMap(wrap);
  return [`⚠ ${first}`, ...rest.map(line => `  ${line}`)].map(line => paint.yellow(line));
}

function adviceOn({ cpuPercent }: Result["generator"], load: Result["load"]): string {
  if (cpuPercent < ownCpuPercent) {
    return "other work on this machine took the processor: end that, or run the load on another machine";
  }
  const ways: string[] = [];
  if (load.workers === 1) ways.push("--workers auto");
  if (load.kind === "open") ways.push("a lower rate");
  else if (load.concurrency > 1) {
    ways.push(`fewer requests in flight (--concurrency ${Math.ceil(load.concurrency / 2)})`);
  }
  return `try ${[...ways, "a faster machine"].join(", ").replace(/, ([^,]*)$/, " or $1")}`;
}
