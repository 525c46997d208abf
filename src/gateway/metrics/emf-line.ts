import type { RouteWindow } from "./emf.ts";

const definitions = [
  { Name: "Requests", Unit: "Count" },
  { Name: "ClientErrors", Unit: "Count" },
  { Name: "ServerErrors", Unit: "Count" },
  { Name: "RateLimited", Unit: "Count" },
  { Name: "CacheHits", Unit: "Count" },
  { Name: "CacheMisses", Unit: "Count" },
  { Name: "ReadUnits", Unit: "Count" },
  { Name: "Latency", Unit: "Milliseconds" },
] as const;

/**
 * One line of the embedded metric format: for all routes together, and for this one.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfLine(route: string, window: RouteWindow, epochMs: number): string {
  const line = {
    _aws: {
      Timestamp: epochMs,
      CloudWatchMetrics: [
        {
          Namespace: "dyn",
          Dimensions: [["Service"], ["Service", "Route"]],
          Metrics: definitions,
        },
      ],
    },
    Service: "dyn-serve",
    Route: route,
    Requests: window.requests,
    ClientErrors: window.clientErrors,
    ServerErrors: window.serverErrors,
    RateLimited: window.rateLimited,
    CacheHits: window.cacheHits,
    CacheMisses: window.cacheMisses,
    ReadUnits: window.readUnits,
    Latency: window.latenciesMs,
  } satisfies Record<(typeof definitions)[number]["Name"], unknown> & Record<string, unknown>;
  return `${JSON.stringify(line)}\n`;
}
