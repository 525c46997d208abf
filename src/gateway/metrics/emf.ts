import type { Observed } from "../metrics.ts";
import { emfLine } from "./emf-line.ts";
import { LimitedNames } from "./limited-names.ts";

/** What one route did since the last lines. */
export interface RouteWindow {
  requests: number;
  clientErrors: number;
  serverErrors: number;
  rateLimited: number;
  cacheHits: number;
  cacheMisses: number;
  readUnits: number;
  /** Milliseconds of some of the requests, chosen evenly; as many as one line may have. */
  readonly latenciesMs: number[];
}

export interface EmfOptions {
  readonly write: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly intervalMs: number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

export interface EmfReport {
  observe(observed: Observed): void;
  /** Writes what is left. */
  close(): void;
}

/** CloudWatch takes no more values of one metric in a line. */
const mostLatencies = 100;
/** There are a dozen; CloudWatch counts each as a metric of its own. */
const mostRoutes = 20;

/** Writes metrics as lines of CloudWatch's embedded metric format, one a route, at every interval and at the end. */
export function emfReport({ write, now, intervalMs, random }: EmfOptions): EmfReport {
  let windows = new Map<string, RouteWindow>();
  const routes = new LimitedNames(mostRoutes);
  const flush = () => {
    const ended = windows;
    windows = new Map();
    for (const [route, window] of ended) write(emfLine(route, window, now()));
  };
  const timer = setInterval(flush, intervalMs).unref();
  return {
    observe: observed => {
      const route = routes.of(observed.route);
      let window = windows.get(route);
      if (window === undefined) {
        window = emptyWindow();
        windows.set(route, window);
      }
      count(window, observed, random);
    },
    close: () => {
      clearInterval(timer);
      flush();
    },
  };
}

function emptyWindow(): RouteWindow {
  return {
    requests: 0,
    clientErrors: 0,
    serverErrors: 0,
    rateLimited: 0,
    cacheHits: 0,
    cacheMisses: 0,
    readUnits: 0,
    latenciesMs: [],
  };
}

function count(
  window: RouteWindow,
  { status, problem, cache, readUnits, seconds }: Observed,
  random: () => number,
): void {
  window.requests += 1;
  if (status >= 500) window.serverErrors += 1;
  else if (status >= 400) window.clientErrors += 1;
  if (problem === "rate-limited" || problem === "read-budget-spent") window.rateLimited += 1;
  if (cache === "hit" || cache === "shared") window.cacheHits += 1;
  if (cache === "miss") window.cacheMisses += 1;
  window.readUnits += readUnits;
  // A reservoir: each request of the interval is in it with the same chance.
  const { latenciesMs, requests } = window;
  const at = requests <= mostLatencies ? requests - 1 : Math.floor(random() * requests);
  if (at < mostLatencies) latenciesMs[at] = Math.round(seconds * 1e6) / 1e3;
}
