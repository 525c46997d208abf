import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { onTestFinished } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import type { GatewaySettings } from "../../../src/config/gateway-settings.ts";
import { MemoryCache } from "../../../src/gateway/cache/memory.ts";
import type { ServerModule } from "../../../src/gateway/http/module.ts";
import { buildServer } from "../../../src/gateway/http/server.ts";
import type { KeyRing } from "../../../src/gateway/keys.ts";
import { Lifecycle } from "../../../src/gateway/lifecycle.ts";
import type { Observed } from "../../../src/gateway/metrics.ts";
import type { Principal } from "../../../src/gateway/principal.ts";
import type { RateLimits, Verdict } from "../../../src/gateway/rate-limits.ts";
import type { PreparedRead, ReadRequest, Reads } from "../../../src/gateway/reads.ts";
import type { Parts } from "../../../src/gateway/server.ts";

/** A service on a free port, whose reads are told by the test. */
export interface Service {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly port: number;
  readonly observed: Observed[];
  readonly logged: { readonly message: string; readonly error: unknown }[];
  readonly asked: ReadRequest[];
  readonly lifecycle: Lifecycle;
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly settings?: Partial<GatewaySettings>;
  readonly keys?: Readonly<Record<string, Principal>>;
  readonly reads?: Partial<Reads>;
  readonly limits?: Partial<RateLimits>;
  readonly tls?: Parts["tls"];
  readonly modules?: readonly ServerModule[];
  readonly now?: () => number;
}

/** Starts it for one test, which it ends with. */
export async function start(options?: ServiceOptions): Promise<Service> {
  const service = await startService(options);
  onTestFinished(() => service.close());
  return service;
}

/** Starts it; `close` it after. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const observed: Observed[] = [];
  const logged: { message: string; error: unknown }[] = [];
  const asked: ReadRequest[] = [];
  const lifecycle = new Lifecycle();
  const unused = () => {
    throw new Error("the test did not expect to be asked this");
  };
  const parts: Parts = {
    settings: { ...openGateway, ...options.settings },
    store: {
      tables: unused,
      table: unused,
      get: unused,
      page: unused,
      ping: unused,
      breaker: () => "closed",
    },
    reads: {
      tables: async () => '{"tables":[]}',
      table: async (_, name) => JSON.stringify({ name }),
      prepare: async request => {
        asked.push(request);
        return answering('{"items":[],"count":0}', request);
      },
      partition: async (_, pk) => pk,
      ...options.reads,
    },
    keys: options.keys && ringOf(options.keys),
    tokens: { seal: unused, open: unused },
    cache: new MemoryCache(64e6, options.now ?? Date.now),
    limits: { ...noLimits(), ...options.limits },
    metrics: {
      observe: request => void observed.push(request),
      text: async () => "",
      close: async () => {},
    },
    log: {
      request: () => {},
      write: (_, message, fields) => void logged.push({ message, error: fields?.error }),
    },
    health: { readiness: async () => ({ ready: true, checks: [] }) },
    lifecycle,
    tls: options.tls,
    now: options.now ?? Date.now,
  };
  const app = await buildServer(parts, options.modules);
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const scheme = options.tls === undefined ? "http" : "https";
  return {
    app,
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    observed,
    logged,
    asked,
    lifecycle,
    close: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** A read whose answer is this text. */
export function answering(
  body: string,
  { table, media }: ReadRequest,
  more: Partial<PreparedRead> = {},
): PreparedRead {
  const tag = { table, partition: undefined };
  return {
    tag,
    isCacheable: true,
    make: async () => ({ ...tag, body, contentType: media, consumed: 0.5, ttlMs: 60_000 }),
    ...more,
  };
}

/** The bearer of a key that may do what the predicate says. */
export function principal(id: string, may: Principal["may"] = () => true): Principal {
  return { id, name: id, may };
}

function ringOf(keys: Readonly<Record<string, Principal>>): KeyRing {
  const known = new Map(Object.entries(keys));
  return { find: key => known.get(key), close: () => {} };
}

export function verdict(more: Partial<Verdict> = {}): Verdict {
  return {
    allowed: true,
    policy: "key",
    limit: 600,
    remaining: 599,
    windowSeconds: 60,
    resetSeconds: 60,
    ...more,
  };
}

function noLimits(): RateLimits {
  return {
    address: () => verdict({ policy: "address", limit: 1_200, remaining: 1_199 }),
    key: () => verdict(),
    budget: () => undefined,
    spend: () => {},
    stats: () => ({ faults: 0 }),
    close: async () => {},
  };
}
