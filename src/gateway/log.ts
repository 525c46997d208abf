import type { Observed } from "./metrics.ts";

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a line may tell besides its message; nothing else of a request or an error is ever logged. */
export interface LogFields {
  /** Of the request. */
  readonly id?: string;
  readonly worker?: number;
  readonly url?: string;
  readonly count?: number;
  /** Of an error, only what it is and where it was thrown: its message may hold a value. */
  readonly error?: unknown;
}

/** A JSON line for each thing that happens. A secret cannot be in one: only listed fields are written. */
export interface Log {
  /** A request that has been answered, at `info`. */
  request(observed: Observed): void;
  /** @param message words of dyn's own, without values */
  write(level: Exclude<LogLevel, "silent">, message: string, fields?: LogFields): void;
}
