import { harmlessJson } from "../harmless-json.ts";
import { type Log, type LogFields, type LogLevel, logLevels } from "../log.ts";
import type { Observed } from "../metrics.ts";
import { toldOfError } from "./error.ts";

export interface LogOptions {
  readonly level: LogLevel;
  /** Takes each line with its end of line. */
  readonly write: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The number of this process among several. */
  readonly worker?: number;
}

/** A log of JSON lines, made of listed fields alone. */
export function logOf({ level, write, now, worker }: LogOptions): Log {
  const least = logLevels.indexOf(level);
  const isTold = (of: LogLevel) => logLevels.indexOf(of) >= least;
  const line = (of: LogLevel, fields: object) =>
    write(`${harmlessJson({ time: new Date(now()).toISOString(), level: of, ...fields })}\n`);
  return {
    request: observed => {
      const of = isProbe(observed) ? "debug" : "info";
      if (isTold(of)) line(of, { message: "request", ...requestFields(observed), worker });
    },
    write: (of, message, fields = {}) => {
      if (isTold(of)) line(of, { message, worker, ...listed(fields) });
    },
  };
}

/** Every few seconds somebody asks whether the service is well; only that it is not is news. */
function isProbe({ route, status }: Observed): boolean {
  return status === 200 && (route.startsWith("/health/") || route === "/metrics");
}

function requestFields(observed: Observed): object {
  const { id, principal, method, route, table, status, problem, seconds, cache, readUnits } =
    observed;
  const ms = Math.round(seconds * 1e5) / 100;
  return { id, key: principal, method, route, table, status, problem, ms, cache, readUnits };
}

function listed({ id, worker, url, count, error }: LogFields): object {
  return {
    id,
    url,
    count,
    ...(worker !== undefined && { worker }),
    ...(error !== undefined && { error: toldOfError(error) }),
  };
}
