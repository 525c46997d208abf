import type { Exchange } from "./exchange.ts";

/** Server-Timing: what the caller's own tools show of where the time went, in milliseconds. */
export function serverTiming({ authMs, cacheMs, backendMs, startedAt }: Exchange): string {
  const total = performance.now() - startedAt;
  const backend = backendMs === 0 ? "" : `, dynamodb;dur=${rounded(backendMs)}`;
  return `auth;dur=${rounded(authMs)}, cache;dur=${rounded(cacheMs)}${backend}, total;dur=${rounded(total)}`;
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
