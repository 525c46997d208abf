import { once } from "node:events";
import { RedisLink } from "../../../src/gateway/redis/link.ts";
import { redis } from "../../support/redis.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";

export interface Linked extends AsyncDisposable {
  readonly link: RedisLink;
  readonly proxy: TcpProxy;
  readonly notices: string[];
  /** Another process, as it were, before the same Redis. */
  other(): Promise<RedisLink>;
  /** Until the link is there again. */
  back(): Promise<void>;
}

/** Longer than any test lasts on a machine that has other things to do. */
const patient = 25_000;

/** A link to the worker's Redis through a proxy that spoils it. */
export async function linked(waitMs = patient): Promise<Linked> {
  const server = await redis();
  const proxy = await startTcpProxy(server);
  const notices: string[] = [];
  const links: RedisLink[] = [];
  const open = async (port: number, wait: number) => {
    const url = new URL(`redis://127.0.0.1:${port}/0`);
    const notice = (text: string) => void notices.push(text);
    const link = new RedisLink(url, "tests", { redisPassword: server.password, notice }, wait);
    links.push(link);
    await ready(link);
    return link;
  };
  const link = await open(proxy.port, waitMs);
  return {
    link,
    proxy,
    notices,
    other: () => open(server.port, patient),
    back: () => ready(link),
    [Symbol.asyncDispose]: async () => {
      for (const one of links) one.close();
      await proxy.close();
    },
  };
}

async function ready({ client }: RedisLink): Promise<void> {
  if (client.status !== "ready") await once(client, "ready");
}
