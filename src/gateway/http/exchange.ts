import type { ServerResponse } from "node:http";
import type { Observed } from "../metrics.ts";
import type { Principal } from "../principal.ts";
import type { Verdict } from "../rate-limits.ts";
import type { MediaType } from "../reads.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What is known of the request so far; there from the first hook on. */
    exchange: Exchange;
  }
}

/** A read before it is understood. */
interface Asked {
  /** What its answer is kept under. */
  readonly key: string;
  readonly media: MediaType;
  /** As it came. */
  readonly body: string;
}

/** One request and its answer: what its headers, the metrics and the log tell of it. */
export class Exchange {
  readonly startedAt = performance.now();
  readonly id: string;
  readonly method: string;
  principal: Principal | undefined = undefined;
  /** Of the limit that its headers tell. */
  verdict: Verdict | undefined = undefined;
  /** How long it took to find out who asks and whether they may, in milliseconds. */
  authMs = 0;
  /** How long the answer took to get, from the cache or else from DynamoDB. */
  cacheMs = 0;
  backendMs = 0;
  cache: Observed["cache"] = "none";
  readUnits = 0;
  /** Only once it is known to be exposed. */
  table: string | undefined = undefined;
  problem: string | undefined = undefined;
  /** Of a read that nothing was kept for. */
  asked: Asked | undefined = undefined;
  #departure: AbortController | undefined = undefined;

  constructor(id: string, method: string) {
    this.id = id;
    this.method = method;
  }

  /** Aborted when the caller goes before the answer has. */
  get departed(): AbortSignal {
    this.#departure ??= new AbortController();
    return this.#departure.signal;
  }

  /** Who asks, once the hook that finds it out has run. */
  get caller(): Principal {
    if (this.principal === undefined) throw new Error("a route that reads needs authentication");
    return this.principal;
  }

  get hasDeparted(): boolean {
    return this.#departure?.signal.aborted === true;
  }

  /** To be called once, when the answer has gone or the connection has. */
  end(raw: ServerResponse, pattern: string | undefined): Observed {
    if (!raw.writableFinished) this.#departure?.abort();
    const { id, method, table, cache, readUnits, problem } = this;
    return {
      id,
      principal: this.principal?.id,
      method,
      route: routeName(pattern),
      status: raw.headersSent ? raw.statusCode : clientClosedRequest,
      problem,
      seconds: (performance.now() - this.startedAt) / 1000,
      table,
      cache,
      readUnits,
    };
  }
}

/** nginx's status of a request whose caller went before there was an answer. */
const clientClosedRequest = 499;

const routeNames = new Map<string, string>();

/** A route as OpenAPI writes it, `/v1/tables/{table}`; `unknown` where none was found. */
function routeName(pattern = "unknown"): string {
  let name = routeNames.get(pattern);
  if (name === undefined) {
    name = pattern.replaceAll(/:(\w+)/g, "{$1}");
    routeNames.set(pattern, name);
  }
  return name;
}
