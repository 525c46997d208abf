import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { Lifecycle } from "../../../src/gateway/lifecycle.ts";
import { operate, type Pressure } from "../../../src/gateway/operations/operate.ts";
import { Problem } from "../../../src/gateway/problem.ts";

let app: FastifyInstance;
afterEach(() => app.close());

async function service(pressure?: Pressure) {
  const lifecycle = new Lifecycle();
  const state = { ready: true, release: () => {} };
  app = Fastify({ forceCloseConnections: true });
  app.setErrorHandler((error, _, reply) => {
    if (!(error instanceof Problem)) throw error;
    const { status, code, options } = error;
    const { headers = {}, retryAfter } = options;
    return reply
      .code(status)
      .headers({ ...headers, "retry-after": retryAfter })
      .send({ code });
  });
  const readiness = async () => ({
    ready: state.ready,
    checks: [
      {
        name: "dynamodb",
        status: state.ready ? ("pass" as const) : ("fail" as const),
        detail: state.ready ? undefined : "down",
      } as const,
    ],
  });
  await operate(app, { lifecycle, health: { readiness } }, pressure);
  app.get("/slow", () => new Promise(resolve => (state.release = () => resolve("done"))));
  app.get("/quick", async () => "done");
  app.get("/metrics", async () => "done");
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as { port: number };
  return { lifecycle, state, ask: (path: string) => fetch(`http://127.0.0.1:${port}${path}`) };
}

describe("a service that is run", () => {
  it("says that it lives, and whether it is ready", async () => {
    const { ask, state } = await service();
    const live = await ask("/health/live");
    expect(live.status).toBe(200);
    expect(live.headers.get("content-type")).toMatch(/^application\/health\+json\b/);
    expect(live.headers.get("cache-control")).toBe("no-store");
    expect(await live.json()).toEqual({ status: "pass" });
    expect((await ask("/health/ready")).status).toBe(200);
    state.ready = false;
    const unready = await ask("/health/ready");
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({
      status: "fail",
      checks: { dynamodb: [{ status: "fail", output: "down" }] },
    });
  });

  it("ends what is in flight while it drains, and takes nothing new", async () => {
    const { ask, lifecycle, state } = await service();
    const slow = ask("/slow");
    await expect.poll(() => lifecycle.inFlight).toBe(1);
    lifecycle.drain();
    const refused = await ask("/quick");
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({ code: "draining" });
    expect(refused.headers.get("connection")).toBe("close");
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await ask("/health/live")).status).toBe(200);
    expect((await ask("/metrics")).status).toBe(200);
    await expect.poll(() => lifecycle.inFlight).toBe(1);
    state.release();
    expect(await (await slow).text()).toBe("done");
    await expect.poll(() => lifecycle.inFlight).toBe(0);
  });

  it("counts a request no more whose client has gone", async () => {
    const { lifecycle } = await service();
    const { port } = app.server.address() as { port: number };
    const leaving = new AbortController();
    const gone = fetch(`http://127.0.0.1:${port}/slow`, { signal: leaving.signal });
    await expect.poll(() => lifecycle.inFlight).toBe(1);
    leaving.abort();
    await expect(gone).rejects.toThrow();
    await expect.poll(() => lifecycle.inFlight).toBe(0);
  });

  it("refuses at once what it could not get to, but for probes and metrics", async () => {
    const { ask } = await service({ maxEventLoopDelayMs: 500, maxHeapBytes: 1, sampleMs: 10 });
    await expect.poll(async () => (await ask("/quick")).status).toBe(503);
    const refused = await ask("/quick");
    expect(await refused.json()).toEqual({ code: "overloaded" });
    expect(refused.headers.get("retry-after")).toBe("1");
    for (const path of ["/health/live", "/health/ready", "/metrics"]) {
      expect((await ask(path)).status).toBe(200);
    }
  });
});
