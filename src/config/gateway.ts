import { resolve } from "node:path";
import type { CacheSettings, ExposedTable, GatewaySettings } from "./gateway-settings.ts";
import type { WrittenGateway } from "./gateway-shape.ts";
import type { Problems } from "./validate.ts";

const kilobyte = 1024;
const second = 1_000;
const minute = 60 * second;

/** Of an embedded engine, which is the user's own: everything, within the usual limits. */
export const openGateway: GatewaySettings = {
  target: undefined,
  tables: undefined,
  pageSize: { usual: 25, most: 1_000 },
  rates: {
    perKey: { count: 600, windowMs: minute },
    perAddress: { count: 1_200, windowMs: minute },
    readUnits: undefined,
  },
  cache: {
    ttlMs: 5 * minute,
    maxBytes: 64 * kilobyte ** 2,
    redis: undefined,
    redisPasswordVariable: "REDIS_PASSWORD",
  },
  tokenTtlMs: 60 * minute,
  limits: {
    bodyBytes: 64 * kilobyte,
    requestMs: 10 * second,
    backendMs: 5 * second,
    totalItems: 100_000,
  },
  cors: [],
  trustedProxies: [],
  keysFile: undefined,
  tls: undefined,
};

/**
 * What `gateway:` stands for; what contradicts itself is added to `problems`.
 * @param folder what the paths in it are relative to
 */
export function gatewayOf(
  written: WrittenGateway,
  folder: string,
  problems: Problems,
): GatewaySettings {
  const { pageSize, rates, tokens, limits, tables, keys, tls } = written;
  const usual = openGateway;
  const most = pageSize?.max ?? usual.pageSize.most;
  const normal = pageSize?.default ?? Math.min(usual.pageSize.usual, most);
  if (normal > most) {
    problems.add(["gateway", "pageSize", "default"], `default is above max, ${most}`);
  }
  return {
    target: written.target,
    tables: tables && exposedTables(tables, most, problems),
    pageSize: { usual: normal, most },
    rates: {
      perKey: rates?.key ?? usual.rates.perKey,
      perAddress: rates?.address ?? usual.rates.perAddress,
      readUnits: rates?.readUnits,
    },
    cache: cacheOf(written.cache, problems),
    tokenTtlMs: tokens?.ttl ?? usual.tokenTtlMs,
    limits: {
      bodyBytes: limits?.body ?? usual.limits.bodyBytes,
      requestMs: limits?.request ?? usual.limits.requestMs,
      backendMs: limits?.backend ?? usual.limits.backendMs,
      totalItems: limits?.total ?? usual.limits.totalItems,
    },
    cors: written.cors ?? usual.cors,
    trustedProxies: written.trustedProxies ?? usual.trustedProxies,
    keysFile: keys === undefined ? undefined : resolve(folder, keys),
    tls: tls && { certFile: resolve(folder, tls.cert), keyFile: resolve(folder, tls.key) },
  };
}

function exposedTables(
  written: NonNullable<WrittenGateway["tables"]>,
  most: number,
  problems: Problems,
): ReadonlyMap<string, ExposedTable> {
  const entries = Object.entries(written).map(([name, table]) => {
    const { indexes = [], attributes, scan = false, pageSize, cache } = table;
    if (pageSize !== undefined && pageSize > most) {
      const path = ["gateway", "tables", name, "pageSize"];
      problems.add(path, `pageSize is above the gateway's max, ${most}`, {
        hint: "raise pageSize: { max: … } of the gateway",
      });
    }
    return [name, { indexes, attributes, scan, mostItems: pageSize, cacheTtlMs: cache }] as const;
  });
  return new Map(entries);
}

function cacheOf(written: WrittenGateway["cache"], problems: Problems): CacheSettings {
  const { cache } = openGateway;
  const { ttl, size, redis, passwordVariable } = written ?? {};
  if (passwordVariable !== undefined && redis === undefined) {
    const path = ["gateway", "cache", "passwordVariable"];
    problems.add(path, "the password of what?", { key: true, hint: "name the server: redis: …" });
  }
  return {
    ttlMs: ttl ?? cache.ttlMs,
    maxBytes: size ?? cache.maxBytes,
    redis: redis === undefined ? undefined : redisAt(redis, problems),
    redisPasswordVariable: passwordVariable ?? cache.redisPasswordVariable,
  };
}

/** What is no such URL is not repeated: it may hold a password in some other place. */
function redisAt(text: string, problems: Problems): URL | undefined {
  const wrong = (message: string, hint: string) => {
    problems.add(["gateway", "cache", "redis"], message, { hint });
    return undefined;
  };
  const form = "it is written redis://cache.example.com:6379/0, or rediss:// with TLS";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRedis = url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== "";
  if (!isRedis || !isPercentEncoded(url.username)) {
    return wrong("this is no URL of a Redis server", form);
  }
  if (url.password !== "") {
    return wrong(
      "a password has no place in a file",
      "leave it out of the URL: it comes from REDIS_PASSWORD, or the variable that passwordVariable names",
    );
  }
  if (url.search !== "" || url.hash !== "" || !/^(?:\/\d{0,5})?$/.test(url.pathname)) {
    return wrong("a Redis URL ends with the number of its database, if with any", form);
  }
  return url;
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
