import { randomBytes } from "node:crypto";
import { openGateway } from "../../../src/config/gateway.ts";
import type { ExposedTable, GatewaySettings } from "../../../src/config/gateway-settings.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { storeOf } from "../../../src/gateway/dynamo/store.ts";
import { MemoryLimits } from "../../../src/gateway/limits/memory.ts";
import type { Action, Principal } from "../../../src/gateway/principal.ts";
import { Problem } from "../../../src/gateway/problem.ts";
import { readsOf } from "../../../src/gateway/query/reads-of.ts";
import type {
  MediaType,
  Parameters,
  PreparedRead,
  ReadRequest,
} from "../../../src/gateway/reads.ts";
import { tokenBox } from "../../../src/gateway/tokens/token-box.ts";
import { engine } from "../../support/engine.ts";

const caller: Principal = { id: "k1", name: "Test", may: () => true };

/** A caller whose key has scopes for these alone. */
export function callerFor(...scopes: readonly string[]): Principal {
  const may = (action: Action) =>
    action.kind !== "metrics" &&
    action.kind !== "invalidate" &&
    (scopes.includes(action.table) || scopes.includes(`${action.table}:${action.kind}`));
  return { id: `for ${scopes.join(" ")}`, name: "Test", may };
}

const openTable: ExposedTable = {
  indexes: undefined,
  attributes: undefined,
  scan: true,
  mostItems: undefined,
  cacheTtlMs: undefined,
};

interface ServiceOptions {
  readonly settings?: Partial<GatewaySettings>;
  /** What is exposed; everything without it. */
  readonly tables?: Readonly<Record<string, Partial<ExposedTable>>>;
  readonly endpoint?: URL;
  readonly breakerPauseMs?: number;
  /** Moves the service's clock. */
  readonly clock?: { ms: number };
}

interface Options {
  readonly principal?: Principal;
  readonly media?: MediaType;
}

interface Told {
  readonly items: readonly Record<string, unknown>[];
  readonly count: number;
  readonly scannedCount: number;
  readonly nextToken: string | null;
  readonly consumedCapacity: number | null;
  readonly total?: number;
  readonly totalIsLowerBound?: boolean;
}

/** The service's reads on the worker's engine, without HTTP. */
export async function service({
  settings: more = {},
  tables,
  endpoint,
  breakerPauseMs,
  clock = { ms: 0 },
}: ServiceOptions = {}) {
  const settings: GatewaySettings = {
    ...openGateway,
    ...(tables && {
      tables: new Map(
        Object.entries(tables).map(([name, exposed]) => [name, { ...openTable, ...exposed }]),
      ),
    }),
    ...more,
  };
  const now = () => Date.now() + clock.ms;
  const at = embeddedEndpoint(endpoint ?? (await engine()).endpoint, { maxConnections: 8 });
  const client = await connect(at, "wire");
  const store = storeOf(client, at, settings, now, {
    ...(breakerPauseMs !== undefined && { breakerPauseMs }),
  });
  const tokens = tokenBox({ secrets: [randomBytes(32)], ttlMs: settings.tokenTtlMs, now });
  const limits = new MemoryLimits(settings.rates, now);
  const reads = readsOf({ settings, store, tokens, limits, now });
  const never = new AbortController().signal;

  const prepare = (
    table: string,
    what: ReadRequest["what"],
    { principal = caller, media = "application/json" }: Options = {},
  ): Promise<PreparedRead> => reads.prepare({ principal, table, media, what }, never);
  const made = async (table: string, what: ReadRequest["what"], options?: Options) =>
    (await prepare(table, what, options)).make(never);
  const page = async (table: string, what: ReadRequest["what"], options?: Options) =>
    JSON.parse((await made(table, what, options)).body) as Told;

  return {
    reads,
    store,
    prepare,
    made,
    /** POST …/query. */
    query: (table: string, body: object | string, options?: Options) =>
      page(
        table,
        { kind: "query", body: typeof body === "string" ? body : JSON.stringify(body) },
        options,
      ),
    /** GET …/items. */
    items: (table: string, parameters: Parameters, options?: Options) =>
      page(table, { kind: "items", parameters }, options),
    scan: (table: string, parameters: Parameters = {}, options?: Options) =>
      page(table, { kind: "scan", parameters }, options),
    item: async (table: string, pk: string, sk?: string, parameters: Parameters = {}) =>
      (await made(table, { kind: "item", pk, sk, parameters })).body,
  };
}

/** The problem that something ends in. */
export async function problem(doing: Promise<unknown>): Promise<Problem> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("it ended without a problem");
}
