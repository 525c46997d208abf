import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends an operation to the real engine. */
export type Forward = (operation: string, input: unknown) => Promise<Answer>;

/** Answers a request itself, or gives undefined for the truth. */
export type Lie = (
  operation: string,
  input: Input,
  forward: Forward,
) => Promise<Answer | undefined>;

/** What lies are told about. */
export interface Input {
  readonly Item?: Readonly<Record<string, { readonly S?: string }>>;
  readonly IndexName?: string;
  readonly TransactItems?: readonly { readonly Update?: unknown }[];
}

export interface LyingProxy {
  readonly url: URL;
  close(): Promise<void>;
}

/** A proxy in front of a real engine that answers what is not so. What it shows is synthetic. */
export async function startLyingProxy(upstream: URL, lie: Lie): Promise<LyingProxy> {
  const server = createServer((incoming, outgoing) => {
    const serve = async () => {
      const input: Input = JSON.parse(await textOf(incoming));
      const target = String(incoming.headers["x-amz-target"]);
      const [version = "", operation = ""] = target.split(".");
      const forward: Forward = async (name, sent) => {
        const headers = {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `${version}.${name}`,
          authorization: String(incoming.headers.authorization),
          "x-amz-date": String(incoming.headers["x-amz-date"]),
        };
        const body = JSON.stringify(sent);
        const reply = await fetch(upstream, { method: "POST", headers, body });
        return { status: reply.status, body: await reply.json() };
      };
      const { status, body } =
        (await lie(operation, input, forward)) ?? (await forward(operation, input));
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
      outgoing.end(JSON.stringify(body));
    };
    serve().catch(() => outgoing.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
