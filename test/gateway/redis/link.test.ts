import { once } from "node:events";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { RedisLink } from "../../../src/gateway/redis/link.ts";
import { redis, redisMissing } from "../../support/redis.ts";
import { startTcpProxy } from "../../support/tcp-proxy.ts";
import { linked } from "./linked.ts";

describe.skipIf(redisMissing)("a link to Redis", () => {
  test("gives what Redis answers", async () => {
    await using there = await linked();
    expect(await there.link.ask(client => client.ping())).toEqual({ answer: "PONG" });
    expect(there.link.faults).toBe(0);
    expect(there.notices).toEqual([]);
  });

  test("counts what Redis refuses", async () => {
    await using there = await linked();
    expect(await there.link.ask(client => client.call("no-such-command"))).toBeUndefined();
    expect(there.link.faults).toBe(1);
  });

  test("does not tell a password that is wrong, nor why Redis thinks so", async () => {
    const { host, port } = await redis();
    const notices: string[] = [];
    const planted = "planted-secret";
    const url = new URL(`redis://${host}:${port}`);
    await new Promise<void>(resolve => {
      const notice = (text: string) => {
        notices.push(text);
        link.close();
        resolve();
      };
      const link = new RedisLink(url, "tests", { redisPassword: planted, notice });
    });
    expect(notices).toEqual([
      `Redis for tests, at ${host}:${port}, cannot be used (WRONGPASS): it is tried again all the time`,
    ]);
    expect(inspect(notices)).not.toContain(planted);
  });

  test("does not call lost what it closes itself", async () => {
    await using there = await linked();
    const ended = once(there.link.client, "end");
    there.link.close();
    await ended;
    expect(there.notices).toEqual([]);
  });

  test("queues nothing up for a server that is silent (synthetic)", async () => {
    await using there = await linked(5);
    there.proxy.faults = () => "silence";
    const gone = new Promise(resolve => there.link.client.once("close", resolve));
    await Promise.all(Array.from({ length: 50 }, () => there.link.ask(client => client.ping())));
    await gone;
    const sent = there.proxy.sent.length;
    await Promise.all(Array.from({ length: 50 }, () => there.link.ask(client => client.ping())));
    expect(there.link.faults).toBe(100);
    expect(there.proxy.sent.slice(sent).join("")).not.toContain("ping");
    there.proxy.faults = () => undefined;
    await there.back();
    expect(there.proxy.sent.slice(sent).join("")).not.toContain("ping");
  });

  test("is made anew for as long as it takes (synthetic)", async () => {
    await using there = await linked();
    for (const _ of [1, 2, 3]) {
      await there.proxy.refuse();
      expect(await there.link.ask(client => client.ping())).toBeUndefined();
      await there.proxy.accept();
      await there.back();
    }
    expect(there.notices).toHaveLength(6);
  });
});

test.skipIf(redisMissing)("a link that never was is told once", async () => {
  const proxy = await startTcpProxy(await redis());
  await proxy.refuse();
  const notices: string[] = [];
  const notice = (text: string) => void notices.push(text);
  const url = new URL(`redis://127.0.0.1:${proxy.port}`);
  const link = new RedisLink(url, "tests", { redisPassword: undefined, notice });
  let failed = 0;
  await new Promise<void>(resolve => {
    link.client.on("close", () => {
      failed += 1;
      if (failed === 3) resolve();
    });
  });
  link.close();
  expect(notices).toEqual([
    `Redis for tests, at 127.0.0.1:${proxy.port}, cannot be used (ECONNREFUSED): it is tried again all the time`,
  ]);
});
