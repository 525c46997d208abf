import type { Part } from "./mergeable.ts";
import type { Generator } from "./result.ts";
import { roundFigure } from "./round.ts";

/** As well as the worst of them; the processor time of a request is all of them's. */
export function mergeGenerators(parts: readonly Part[]): Generator {
  const generators = parts.map(({ result }) => result.generator);
  const worst = (read: (generator: Generator) => number) => Math.max(...generators.map(read));
  const lags = generators.flatMap(({ scheduleLagP99Ms }) => scheduleLagP99Ms ?? []);
  let [cpuMicros, sent] = [0, 0];
  for (const { result } of parts) {
    cpuMicros += result.generator.cpuMicrosPerRequest * result.total.sent;
    sent += result.total.sent;
  }
  return {
    cpuPercent: worst(({ cpuPercent }) => cpuPercent),
    cpuMicrosPerRequest: sent > 0 ? roundFigure(cpuMicros / sent) : 0,
    eventLoopBusyPercent: worst(({ eventLoopBusyPercent }) => eventLoopBusyPercent),
    eventLoopDelayP99Ms: worst(({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms),
    scheduleLagP99Ms: lags.length === 0 ? null : Math.max(...lags),
    socketsWaitingMax: worst(({ socketsWaitingMax }) => socketsWaitingMax),
    verdict: generators.some(({ verdict }) => verdict === "saturated") ? "saturated" : "ok",
    reasons: parts.flatMap(({ name, result }) =>
      result.generator.reasons.map(reason => `${name}: ${reason}`),
    ),
  };
}
