import { getHeapStatistics } from "node:v8";
import underPressure from "@fastify/under-pressure";
import type { FastifyInstance } from "fastify";
import { metricsPath } from "../metrics/route.ts";
import { Problem } from "../problem.ts";
import type { Parts } from "../server.ts";
import { healthRoutes, livePath, readyPath } from "./health-routes.ts";

/** From when on requests are refused at once, as they would only wait. */
export interface Pressure {
  /** How late the event loop is on average. */
  readonly maxEventLoopDelayMs: number;
  readonly maxHeapBytes: number;
  /** How often that is measured. */
  readonly sampleMs: number;
}

/**
 * A loop that is busy all the time is no reason: it gets through as much as it can. One that is late
 * by so much answers nobody in time.
 */
const usual = (): Pressure => ({
  maxEventLoopDelayMs: 1_000,
  maxHeapBytes: 0.9 * getHeapStatistics().heap_size_limit,
  sampleMs: 500,
});

/** One late sample is a start, or a moment in which the machine did something else. */
const samplesInARow = 3;

/** Asked most when something is wrong: always answered. */
const always = new Set([livePath, readyPath, metricsPath]);

/** A drain and a moment of too much load are over soon. */
const retryAfter = 1;

/**
 * Makes the service one that can be run: health routes, requests counted while they are in flight, and
 * refused while it drains or has too much to do. To be registered before anything else.
 */
export async function operate(
  app: FastifyInstance,
  { health, lifecycle }: Pick<Parts, "health" | "lifecycle">,
  { maxEventLoopDelayMs, maxHeapBytes, sampleMs }: Pressure = usual(),
): Promise<void> {
  let late = 0;
  app.addHook("onRequest", (request, reply, done) => {
    lifecycle.begin();
    reply.raw.once("close", () => lifecycle.end());
    if (!lifecycle.draining && late < samplesInARow) return done();
    if (always.has(request.routeOptions.url ?? "")) return done();
    return done(lifecycle.draining ? draining() : overloaded());
  });
  // In a part of its own, where no request meets the plugin's hook: its samples alone are wanted.
  await app.register(async part => {
    await part.register(underPressure, {
      maxEventLoopDelay: maxEventLoopDelayMs,
      maxHeapUsedBytes: maxHeapBytes,
      sampleInterval: sampleMs,
    });
    const timer = setInterval(() => {
      late = part.isUnderPressure() ? late + 1 : 0;
    }, sampleMs).unref();
    part.addHook("onClose", async () => clearInterval(timer));
  });
  healthRoutes(app, health);
}

function draining(): Problem {
  return new Problem(503, "draining", "this server ends, and takes no new requests", {
    fix: "Send the request again: another server takes it.",
    retryAfter,
    headers: { connection: "close" },
  });
}

function overloaded(): Problem {
  return new Problem(503, "overloaded", "this server has more to do than it can", {
    fix: "Send the request again after the seconds that Retry-After says.",
    retryAfter,
  });
}
