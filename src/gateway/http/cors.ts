import type { FastifyCorsOptions } from "@fastify/cors";

/** What scripts of the origins that are named may send, and may see of answers. */
export function corsOptions(origins: readonly string[]): FastifyCorsOptions {
  return {
    origin: [...origins],
    methods: ["GET", "HEAD", "POST", "DELETE"],
    allowedHeaders: [
      "Accept",
      "Authorization",
      "Content-Type",
      "If-None-Match",
      "X-API-Key",
      "X-Request-Id",
    ],
    exposedHeaders: [
      "Age",
      "Dyn-Cache",
      "Dyn-Consumed-Capacity",
      "Dyn-Count",
      "Dyn-Next-Token",
      "Dyn-Scanned-Count",
      "ETag",
      "RateLimit",
      "RateLimit-Policy",
      "Retry-After",
      "Server-Timing",
      "X-Request-Id",
    ],
    maxAge: 600,
    // Else an OPTIONS that is no preflight would be refused in plain text.
    strictPreflight: false,
  };
}
