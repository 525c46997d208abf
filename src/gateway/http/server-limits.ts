import type { FastifyServerOptions } from "fastify";
import type { RequestLimits } from "../../config/gateway-settings.ts";

/** Of the request line and the headers; with room for a page token in the URL. */
const maxHeaderBytes = 32 * 1024;
/** How long a connection is kept without a request. */
const keepAliveMs = 72_000;
/** After so many, a connection ends, so that balancers spread their callers anew. */
const mostRequestsPerSocket = 100_000;
export const mostConnections = 10_000;
/** How long a caller that reads nothing may hold its connection, beyond the time of a request. */
const stalledMs = 30_000;

/** What keeps callers from holding the server: slow ones, large ones, and ones that never end. */
export function serverLimits({ bodyBytes, requestMs, backendMs }: RequestLimits) {
  return {
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    connectionTimeout: requestMs + backendMs + stalledMs,
    keepAliveTimeout: keepAliveMs,
    maxRequestsPerSocket: mostRequestsPerSocket,
    // A key of 2 KB, each byte of it in percent encoding.
    routerOptions: { maxParamLength: 3 * 2_048 },
  } satisfies FastifyServerOptions;
}

/** The same in the terms of node's own server. */
export function nodeLimits({ requestMs }: RequestLimits) {
  return {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: requestMs,
    connectionsCheckingInterval: Math.max(100, Math.min(1_000, requestMs / 4)),
  };
}
