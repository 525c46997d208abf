import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** What goes wrong with one request. "Before" and "after" mean: not applied, applied upstream. */
export type Fault =
  | { readonly kind: "resetBefore" | "resetAfter" }
  /** No reply, ever. */
  | { readonly kind: "silence" }
  /** The head and this many bytes of the body, then the connection is cut. */
  | { readonly kind: "truncate"; readonly bodyBytes: number }
  /** The reply comes in pieces of this size. */
  | { readonly kind: "drip"; readonly pieceBytes: number; readonly chunked: boolean }
  /** The reply says `connection: close`. */
  | { readonly kind: "close" }
  /** The checksum does not fit. */
  | { readonly kind: "corrupt" }
  /** Only the first `processed` writes or keys of a batch go through. */
  | { readonly kind: "partial"; readonly processed: number }
  /** An error of the service; nothing is applied. */
  | {
      readonly kind: "error";
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly members?: Readonly<Record<string, unknown>>;
      /** The Date header; the proxy's clock unless told. */
      readonly date?: Date;
    };

interface Seen {
  readonly operation: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** What was wrong with it. */
  readonly fault: Fault | undefined;
}

export interface FaultProxy {
  readonly url: URL;
  /** Every request that arrived, in order. */
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

/** Says what is wrong with the n-th request, counted from 1. */
export type Faults = (
  n: number,
  operation: string,
  headers: Seen["headers"],
  body: string,
) => Fault | undefined;

export interface FaultProxyOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A proxy in front of a real engine that fails as it is told to. What it shows is synthetic. */
export async function startFaultProxy(
  upstream: URL,
  faults: Faults,
  { tls }: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const seen: Seen[] = [];
  const agent = new Agent({ keepAlive: true });
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const serve = async () => {
      const body = await read(incoming);
      const operation = String(incoming.headers["x-amz-target"]).split(".").at(-1) ?? "";
      const { headers } = incoming;
      const fault = faults(seen.length + 1, operation, headers, body);
      seen.push({ operation, headers, body, fault });
      const forward = (sent: string) => ask(upstream, agent, incoming, sent);
      await answer(fault, body, forward, outgoing, incoming.socket);
    };
    // A client that hangs up, or the proxy's own end, cuts what is under way.
    serve().catch(() => outgoing.destroy());
  };
  const server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`),
    seen,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

async function answer(
  fault: Fault | undefined,
  body: string,
  forward: (body: string) => Promise<Answer>,
  outgoing: ServerResponse,
  /** A response that waits for the end of the one before it has none yet. */
  socket: Socket,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      return reply(outgoing, await forward(body));
    case "resetBefore":
      socket.resetAndDestroy();
      return;
    case "resetAfter":
      await forward(body);
      socket.resetAndDestroy();
      return;
    case "silence":
      return;
    case "truncate": {
      const whole = await forward(body);
      outgoing.writeHead(whole.status, { "content-length": whole.body.length });
      outgoing.flushHeaders();
      outgoing.write(whole.body.subarray(0, fault.bodyBytes), () => socket.destroy());
      return;
    }
    case "drip": {
      const whole = await forward(body);
      if (!fault.chunked) outgoing.setHeader("content-length", whole.body.length);
      outgoing.writeHead(whole.status);
      for (let at = 0; at < whole.body.length; at += fault.pieceBytes) {
        outgoing.write(whole.body.subarray(at, at + fault.pieceBytes));
        await new Promise(setImmediate);
      }
      outgoing.end();
      return;
    }
    case "close":
      outgoing.setHeader("connection", "close");
      return reply(outgoing, await forward(body));
    case "corrupt":
      outgoing.setHeader("x-amz-crc32", "12345");
      return reply(outgoing, await forward(body));
    case "partial": {
      const { sent, left, member } = split(body, fault.processed);
      const whole = await forward(sent);
      const output: unknown = JSON.parse(whole.body.toString("utf8"));
      const merged = JSON.stringify({ ...(output as object), [member]: left });
      return reply(outgoing, { ...whole, body: Buffer.from(merged) });
    }
    case "error": {
      const { status, code, message = "synthetic", members } = fault;
      const type = `com.amazonaws.dynamodb.v20120810#${code}`;
      outgoing.sendDate = false;
      outgoing.setHeader("date", (fault.date ?? new Date()).toUTCString());
      const text = JSON.stringify({ __type: type, message, ...members });
      return reply(outgoing, { status, headers: {}, body: Buffer.from(text) });
    }
    default:
      fault satisfies never;
  }
}

/** A throttled reply, with the reason and resource that DynamoDB names. */
export function throttle(reason: string, resource: string): Fault {
  return {
    kind: "error",
    status: 400,
    code: "ProvisionedThroughputExceededException",
    members: { ThrottlingReasons: [{ reason, resource }] },
  };
}

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function reply(outgoing: ServerResponse, { status, body }: Answer): void {
  outgoing.setHeader("content-type", "application/x-amz-json-1.0");
  outgoing.setHeader("content-length", body.length);
  outgoing.writeHead(status);
  outgoing.end(body);
}

type Batch = Readonly<Record<string, unknown[] | { readonly Keys: unknown[] }>>;

/** Parts a batch of one table into what goes through and what is given back. */
function split(
  body: string,
  processed: number,
): { sent: string; left: Batch; member: "UnprocessedItems" | "UnprocessedKeys" } {
  const input = JSON.parse(body) as { RequestItems: Batch };
  const [entry] = Object.entries(input.RequestItems);
  if (entry === undefined) throw new Error("a batch without a table");
  const [table, requests] = entry;
  if (Array.isArray(requests)) {
    const RequestItems = { [table]: requests.slice(0, processed) };
    return {
      sent: JSON.stringify({ ...input, RequestItems }),
      left: leftOf(table, requests.slice(processed)),
      member: "UnprocessedItems",
    };
  }
  const RequestItems = { [table]: { ...requests, Keys: requests.Keys.slice(0, processed) } };
  return {
    sent: JSON.stringify({ ...input, RequestItems }),
    left: leftOf(table, requests.Keys.slice(processed), Keys => ({ ...requests, Keys })),
    member: "UnprocessedKeys",
  };
}

/** As DynamoDB says that nothing is left: without the table. */
function leftOf(
  table: string,
  left: unknown[],
  wrap: (left: unknown[]) => Batch[string] = list => list,
): Batch {
  return left.length === 0 ? {} : { [table]: wrap(left) };
}

function ask(
  upstream: URL,
  agent: Agent,
  { headers }: IncomingMessage,
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = { ...headers, "content-length": Buffer.byteLength(body) };
    const outgoing = request(upstream, { method: "POST", headers: sent, agent }, incoming => {
      void readBytes(incoming).then(bytes =>
        resolve({ status: incoming.statusCode ?? 500, headers: incoming.headers, body: bytes }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function readBytes(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function read(stream: IncomingMessage): Promise<string> {
  return (await readBytes(stream)).toString("utf8");
}
