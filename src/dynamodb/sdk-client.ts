import { type Caller, unsent } from "./caller.ts";
import type { Client, ClientName, PreparedSend, Reply, SendOptions } from "./client.ts";
import { type Safety, safetyOf } from "./idempotence.ts";
import type { OperationName, RequestTemplate, WireInput } from "./request.ts";
import { fillTree } from "./request-text.ts";
import type { Command } from "./sdk-command.ts";
import type { SdkExchange } from "./sdk-exchange.ts";

export interface SdkOptions {
  /** Certificates (PEM) trusted instead of the system's. */
  readonly ca?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** One of the SDK's ways to speak to DynamoDB. */
export interface Dialect {
  readonly name: ClientName;
  /** The input of a request in DynamoDB's JSON form, as its commands take it. Throws when they cannot. */
  input(operation: OperationName, input: unknown): unknown;
  command(operation: OperationName, input: unknown): Command;
  send(command: Command, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

/**
 * A client over the AWS SDK, with dyn's own retry rules around it. Replies are read from their text,
 * because the SDK loses an attribute called `__proto__`.
 */
export class SdkClient implements Client {
  readonly name: ClientName;
  readonly #dialect: Dialect;
  readonly #exchange: SdkExchange;
  readonly #caller: Caller;

  constructor(dialect: Dialect, exchange: SdkExchange, caller: Caller) {
    this.name = dialect.name;
    this.#dialect = dialect;
    this.#exchange = exchange;
    this.#caller = caller;
  }

  prepare({ operation, input }: RequestTemplate): PreparedSend {
    const safety = safetyOf({ operation, input });
    return (scope, options) => {
      try {
        return this.#call(operation, fillTree(input, scope), safety, options);
      } catch (cause) {
        return Promise.resolve(unsent(cause));
      }
    };
  }

  send(operation: OperationName, input: WireInput, options?: SendOptions): Promise<Reply> {
    try {
      return this.#call(operation, input, safetyOf({ operation, input }), options);
    } catch (cause) {
      return Promise.resolve(unsent(cause));
    }
  }

  waiting(): number {
    return this.#exchange.waiting();
  }

  async close(): Promise<void> {
    this.#exchange.client.destroy();
  }

  #call(
    operation: OperationName,
    input: unknown,
    safety: Safety,
    options: SendOptions | undefined,
  ): Promise<Reply> {
    const dialect = this.#dialect;
    const converted = dialect.input(operation, input);
    return this.#caller.call(
      async (credentials, timeoutMs, signal) => {
        await this.#exchange.identify(credentials);
        const command = dialect.command(operation, converted);
        return this.#exchange.run(command, dialect.send, timeoutMs, signal);
      },
      safety,
      options,
    );
  }
}
