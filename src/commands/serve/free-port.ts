import { createServer } from "node:net";
import { listen } from "./listen.ts";

/**
 * A port that nothing listens on. Processes that are to share one have to be told it: one that
 * replaces the last of them would otherwise get another.
 */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  const listener = {
    server,
    listen: (at: { readonly host: string; readonly port: number }) =>
      new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(at, resolve);
      }),
  };
  const url = await listen(listener, { host, port: 0, tls: undefined });
  await new Promise(resolve => server.close(resolve));
  return Number(new URL(url).port);
}
