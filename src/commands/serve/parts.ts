import { endpointAt } from "../../cli/address.ts";
import { connect } from "../../dynamodb/connect.ts";
import { cacheOf } from "../../gateway/cache/cache-of.ts";
import type { AnswerCache } from "../../gateway/cache.ts";
import { storeOf } from "../../gateway/dynamo/store.ts";
import { type FileKeyRing, keyRing } from "../../gateway/keys/key-ring.ts";
import { Lifecycle } from "../../gateway/lifecycle.ts";
import { limitsOf } from "../../gateway/limits/limits-of.ts";
import type { Log } from "../../gateway/log.ts";
import { type CountedMetrics, metricsOf } from "../../gateway/metrics/counted.ts";
import { emfReport } from "../../gateway/metrics/emf.ts";
import { healthOf } from "../../gateway/operations/readiness.ts";
import { readsOf } from "../../gateway/query/reads-of.ts";
import type { Parts } from "../../gateway/server.ts";
import { sealedBy, tokenBox } from "../../gateway/tokens/token-box.ts";
import type { Closing } from "./closing.ts";
import type { GatewayHost } from "./gateway.ts";
import type { Peers } from "./peers.ts";
import { servedBy } from "./served.ts";
import { type ServeTask, settingsOf } from "./task.ts";

export interface ServeParts extends Parts {
  readonly metrics: CountedMetrics;
  /** What this process keeps itself. */
  readonly ownCache: AnswerCache;
}

interface Streams {
  readonly log: Log;
  /** Takes lines for stdout. */
  readonly write: (line: string) => void;
}

/** Requests to DynamoDB at the same time. */
const maxConnections = 128;
/** Once more at most: whoever asks has little time, and can ask again. */
const maxAttempts = 2;

/** Makes what the service is made of; what is to be closed goes to `closing` as soon as it is there. */
export async function openParts(
  task: ServeTask,
  { env, now, peers }: GatewayHost,
  { log, write }: Streams,
  closing: Closing,
): Promise<ServeParts> {
  const settings = settingsOf(task.settings);
  const endpoint = await endpointAt(task.address, { env, maxConnections });
  const client = await connect({ ...endpoint, maxAttempts }, "wire");
  closing.add(() => client.close());
  const keys = await openKeys(task, now, log);
  closing.add(() => keys?.close());
  const secrets = task.tokenSecrets.map(secret => Buffer.from(secret, "base64"));
  const isShared = settings.cache.redis !== undefined;
  const surroundings = {
    now,
    served: isShared ? await servedBy(endpoint) : endpoint.url.href,
    redisPassword: env[settings.cache.redisPasswordVariable],
    notice: (text: string) => log.write("warn", text),
  };
  const store = storeOf(client, endpoint, settings, now);
  const ownCache = cacheOf(settings, { ...surroundings, sealedBy: sealedBy(secrets) });
  closing.add(() => ownCache.close());
  const limits = limitsOf(settings, { ...surroundings, share: task.workers });
  closing.add(() => limits.close());
  const lifecycle = new Lifecycle();
  // Processes that keep their answers in Redis keep them together.
  const cache = peers === undefined || isShared ? ownCache : droppedByAll(ownCache, peers);
  const tokens = tokenBox({ secrets, ttlMs: settings.tokenTtlMs, now });
  const { tls, emfIntervalMs: intervalMs } = task;
  const emf =
    intervalMs === undefined
      ? undefined
      : emfReport({ write, now, intervalMs, random: Math.random });
  const metrics = metricsOf({
    store,
    cache,
    limits,
    lifecycle,
    ...(peers && { gather: () => peers.families() }),
    ...(emf && { emf }),
  });
  closing.add(() => metrics.close());
  const health = healthOf({ store, cache, lifecycle, now });
  const reads = readsOf({ settings, store, tokens, limits, now });
  const serving = { metrics, log, health, lifecycle, tls, now };
  return { settings, store, reads, keys, tokens, cache, ownCache, limits, ...serving };
}

async function openKeys(
  { keysFile }: ServeTask,
  now: () => number,
  log: Log,
): Promise<FileKeyRing | undefined> {
  if (keysFile === undefined) return undefined;
  return keyRing(keysFile, {
    now,
    tell: event => {
      if (event.kind === "read") log.write("info", "the keys were read", { count: event.usable });
      else log.write(event.kind === "fault" ? "error" : "warn", event.message);
    },
  });
}

/** Of several processes each keeps its own answers; who drops some means those of all. */
function droppedByAll(own: AnswerCache, peers: Peers): AnswerCache {
  return {
    peek: key => own.peek(key),
    fetch: (key, tag, make, signal) => own.fetch(key, tag, make, signal),
    invalidate: what => peers.invalidate(what),
    stats: () => own.stats(),
    close: () => own.close(),
  };
}
