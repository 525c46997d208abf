import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openGateway as serve } from "../../../src/commands/serve/gateway.ts";
import { plainSettings } from "../../../src/commands/serve/task.ts";
import { openGateway as usual } from "../../../src/config/gateway.ts";
import type { ExposedTable, GatewaySettings } from "../../../src/config/gateway-settings.ts";
import { create, revoke } from "../../../src/gateway/keys/key-changes.ts";
import { changeKeys } from "../../../src/gateway/keys/keys-file.ts";
import { engine } from "../../support/engine.ts";

const rate = { count: 1_000_000, windowMs: 60_000 };

const openTable: ExposedTable = {
  indexes: undefined,
  attributes: undefined,
  scan: true,
  mostItems: undefined,
  cacheTtlMs: undefined,
};

export interface ServedOptions {
  readonly settings?: Partial<GatewaySettings>;
  /** What is exposed; everything without it. */
  readonly tables?: Readonly<Record<string, Partial<ExposedTable>>>;
  /** Names of API keys with their scopes; without any, nobody is asked for one. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  /** Of the DynamoDB behind it; the worker's engine without it. */
  readonly endpoint?: URL;
  readonly env?: Readonly<Record<string, string>>;
  readonly emf?: boolean;
}

/** What came back. */
export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON. */
  readonly json: Record<string, unknown>;
}

export interface Asking extends Omit<RequestInit, "headers"> {
  /** The name of the API key to send. */
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by POST. */
  readonly query?: unknown;
}

/** On a machine that has much to do, the service says so for a moment: then it is asked again. */
async function sending(url: string, sent: RequestInit) {
  for (;;) {
    const answer = await fetch(url, sent);
    const { status, headers } = answer;
    const text = await answer.text();
    if (status !== 503 || !text.includes('"/problems/overloaded"'))
      return { status, headers, text };
    await setTimeout(100);
  }
}

/** The whole service in this process, as `dyn serve` makes it, on a free port. */
export async function startServed(options: ServedOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), "dyn-served-"));
  const keysFile = options.keys && join(folder, "keys.json");
  const keys = new Map<string, string>();
  for (const [name, scopes] of Object.entries(options.keys ?? {})) {
    const wanted = { name, scopes, lifetimeMs: undefined };
    const { key } = await changeKeys(keysFile ?? "", all => create(all, wanted, Date.now()));
    keys.set(name, key);
  }
  const exposed = Object.entries(options.tables ?? {}).map(
    ([name, table]) => [name, { ...openTable, ...table }] as const,
  );
  const settings: GatewaySettings = {
    ...usual,
    rates: { perKey: rate, perAddress: rate, readUnits: undefined },
    ...(options.tables && { tables: new Map(exposed) }),
    ...options.settings,
  };
  const clock = { ms: 0 };
  const written = { stdout: "", stderr: "" };
  const sink = (name: keyof typeof written) => ({
    write: async (text: string) => {
      written[name] += text;
    },
  });
  const gateway = await serve(
    {
      settings: plainSettings(settings),
      address: { kind: "embedded", url: (options.endpoint ?? (await engine()).endpoint).href },
      host: "127.0.0.1",
      port: 0,
      keysFile,
      tokenSecrets: [randomBytes(32).toString("base64")],
      tls: undefined,
      logLevel: "debug",
      emfIntervalMs: options.emf ? 50 : undefined,
      drainMs: 0,
      workers: 1,
    },
    {
      env: options.env ?? {},
      stdout: sink("stdout"),
      stderr: sink("stderr"),
      now: () => Date.now() + clock.ms,
    },
  );
  const { url } = gateway;
  const ask = async (path: string, { as, query, ...init }: Asking = {}): Promise<Told> => {
    const key = as === undefined ? undefined : (keys.get(as) ?? as);
    const body = typeof query === "string" ? query : JSON.stringify(query);
    const sent = {
      ...init,
      ...(query !== undefined && { method: "POST", body }),
      headers: {
        ...(query !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...init.headers,
      },
    };
    const { status, headers, text } = await sending(`${url}${path}`, sent);
    return {
      status,
      headers,
      text,
      get json() {
        return JSON.parse(text);
      },
    };
  };
  return {
    url,
    port: Number(new URL(url).port),
    ask,
    /** Moves the service's clock. */
    clock,
    key: (name: string) => keys.get(name) ?? "",
    changeKeys: (change: Parameters<typeof changeKeys>[1]) => changeKeys(keysFile ?? "", change),
    revoke: (name: string) => changeKeys(keysFile ?? "", all => revoke(all, name, Date.now())),
    /** What it has written so far. */
    written,
    close: async () => {
      await gateway.end();
      await rm(folder, { recursive: true });
    },
  };
}

export type Served = Awaited<ReturnType<typeof startServed>>;
