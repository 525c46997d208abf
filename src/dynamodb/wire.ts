import { Caller, type Exchange, unsent } from "./caller.ts";
import type { Client, Endpoint, PreparedSend, Reply, SendOptions } from "./client.ts";
import { type Safety, safetyOf } from "./idempotence.ts";
import { ConnectionPool } from "./pool.ts";
import type { OperationName, RequestTemplate, WireInput } from "./request.ts";
import { compileText } from "./request-text.ts";
import { Signer } from "./sign.ts";
import type { Transport } from "./transport.ts";

export interface WireOptions {
  /** Certificates (PEM) trusted instead of the system's. */
  readonly ca?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** The lean client: requests are text, signed with a cached key; replies are read on demand. */
export function createWireClient(endpoint: Endpoint, options: WireOptions = {}): Client {
  return new WireClient(endpoint, options);
}

class WireClient implements Client {
  readonly name = "wire";
  readonly #caller: Caller;
  readonly #signer: Signer;
  readonly #transport: Transport;

  constructor(endpoint: Endpoint, { ca, now }: WireOptions) {
    this.#caller = new Caller(endpoint, now);
    this.#signer = new Signer(endpoint.url.host, endpoint.region);
    this.#transport = new ConnectionPool({ ...endpoint, ...(ca !== undefined && { ca }) });
  }

  prepare({ operation, input }: RequestTemplate): PreparedSend {
    const fill = compileText(input);
    const safety = safetyOf({ operation, input });
    return (scope, options) => {
      try {
        return this.#send(operation, fill(scope), safety, options);
      } catch (cause) {
        return Promise.resolve(unsent(cause));
      }
    };
  }

  send(operation: OperationName, input: WireInput, options?: SendOptions): Promise<Reply> {
    try {
      return this.#send(operation, JSON.stringify(input), safetyOf({ operation, input }), options);
    } catch (cause) {
      return Promise.resolve(unsent(cause));
    }
  }

  waiting(): number {
    return this.#transport.waiting();
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #send(
    operation: OperationName,
    body: string,
    safety: Safety,
    options: SendOptions | undefined,
  ): Promise<Reply> {
    const exchange: Exchange = (credentials, timeoutMs, signal) =>
      this.#transport.exchange(
        () => {
          const nowMs = this.#caller.serviceTimeMs();
          const { amzDate, authorization } = this.#signer.sign(operation, body, credentials, nowMs);
          const { sessionToken } = credentials;
          return { operation, body, amzDate, authorization, sessionToken };
        },
        timeoutMs,
        signal,
      );
    return this.#caller.call(exchange, safety, options);
  }
}
