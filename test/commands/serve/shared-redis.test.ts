import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { Closing } from "../../../src/commands/serve/closing.ts";
import { openParts } from "../../../src/commands/serve/parts.ts";
import { plainSettings, type ServeTask } from "../../../src/commands/serve/task.ts";
import { openGateway } from "../../../src/config/gateway.ts";
import { logOf } from "../../../src/gateway/log/log.ts";
import { fresh, never, orders } from "../../gateway/cache/asked.ts";
import { redis, redisMissing } from "../../support/redis.ts";

interface Served {
  readonly secrets: readonly Buffer[];
  readonly accessKeyId: string;
}

/** A service that keeps its answers in the worker's Redis, until the body that it then finds there. */
async function keptBy({ secrets, accessKeyId }: Served, body: string): Promise<string> {
  const { host, port, password } = await redis();
  const cache = { ...openGateway.cache, redis: new URL(`redis://${host}:${port}/5`) };
  const url = "https://dynamodb.eu-west-1.amazonaws.com";
  const credentials = { kind: "static", accessKeyId, secretAccessKey: "x" } as const;
  const times = { maxAttempts: 1, requestTimeoutMs: 5_000 };
  const task: ServeTask = {
    settings: plainSettings({ ...openGateway, cache }),
    address: {
      kind: "service",
      url,
      settings: { kind: "dynamodb", name: "here", protect: false, credentials, ...times },
    },
    host: "127.0.0.1",
    port: 0,
    keysFile: undefined,
    tokenSecrets: secrets.map(secret => secret.toString("base64")),
    tls: undefined,
    logLevel: "silent",
    emfIntervalMs: undefined,
    drainMs: 0,
    workers: 1,
  };
  const silent = { write: async () => {} };
  const env = { REDIS_PASSWORD: password };
  const log = logOf({ level: "silent", write: () => {}, now: Date.now });
  const closing = new Closing();
  const process = { env, stdout: silent, stderr: silent, now: Date.now };
  try {
    const parts = await openParts(task, process, { log, write: () => {} }, closing);
    for (;;) {
      // Before the connection is there, everything is a miss.
      await setImmediate();
      const { from, answer } = await parts.cache.fetch("a", orders, async () => fresh(body), never);
      if (from === "hit") return answer.body;
    }
  } finally {
    await closing.close();
  }
}

// Synthetic: of one account, and of another.
const [user, role, stranger] = [
  "AKIAQYCDEFGHIJKLMNOP",
  "ASIAQYCDEFGHZZZZZZZZ",
  "AKIAQYDDEFGHIJKLMNOP",
];
const [first, second] = [randomBytes(32), randomBytes(32)];

test.skipIf(redisMissing)(
  "of services that share a Redis, those of one account and token secret share answers",
  async () => {
    expect(await keptBy({ secrets: [first], accessKeyId: user }, "one")).toBe("one");
    expect(await keptBy({ secrets: [first], accessKeyId: role }, "two")).toBe("one");
    expect(await keptBy({ secrets: [first, second], accessKeyId: role }, "two")).toBe("one");
    expect(await keptBy({ secrets: [second, first], accessKeyId: user }, "three")).toBe("three");
    expect(await keptBy({ secrets: [first], accessKeyId: stranger }, "four")).toBe("four");
  },
);
