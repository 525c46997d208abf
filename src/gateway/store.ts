import type { TableSchema } from "../schema/schema.ts";
import type { GetAnswer, GetAsk, PageAnswer, PageAsk } from "./ask.ts";

/**
 * The DynamoDB behind the service. Time-outs, a circuit breaker and the mapping of its errors are
 * inside: everything throws a Problem (429 throttled, 503 unreachable or broken, 504 too slow, each
 * with Retry-After; 404 for a table that is not there).
 */
export interface Store {
  /** The names of all tables, sorted. */
  tables(signal: AbortSignal): Promise<readonly string[]>;
  /** A table as it is; asked for once a minute at most. */
  table(name: string, signal: AbortSignal): Promise<TableSchema>;
  /** @param spent is told the read units of each reply as it comes, also where it ends in a Problem */
  get(ask: GetAsk, signal: AbortSignal, spent: Spent): Promise<GetAnswer>;
  page(ask: PageAsk, signal: AbortSignal, spent: Spent): Promise<PageAnswer>;
  /** Asks DynamoDB something cheap, past the circuit breaker. */
  ping(signal: AbortSignal): Promise<void>;
  /** `open`: DynamoDB is not asked, as it has failed too often. */
  breaker(): BreakerState;
}

export const breakerStates = ["closed", "half-open", "open"] as const;
export type BreakerState = (typeof breakerStates)[number];

export type Spent = (readUnits: number) => void;
