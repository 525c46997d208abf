import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { watchAbort } from "./abort-hub.ts";
import { Caller, unsent } from "./caller.ts";
import type { Client, Endpoint, PreparedSend, Reply, SendOptions } from "./client.ts";
import { safetyOf } from "./idempotence.ts";
import {
  aborted,
  connectTimeout,
  isConnectError,
  type NetworkFault,
  networkFault,
  requestTimeout,
  truncatedReply,
} from "./network-fault.ts";
import type { OperationName, RequestTemplate, WireInput } from "./request.ts";
import { fillTree } from "./request-text.ts";
import { type Command, type CommandClass, commandClass, keepReply } from "./sdk-command.ts";
import { sdkInput } from "./sdk-input.ts";
import { Slots } from "./slots.ts";
import type { Incoming } from "./transport.ts";

export interface SdkOptions {
  /** Certificates (PEM) trusted instead of the system's. */
  readonly ca?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * The AWS SDK's client: its commands, serialisation, signing and transport. Its retries are off, for
 * it tells neither throttles nor doubtful attempts; dyn's own rules stand around it. Replies are
 * read from their text, because the SDK loses an attribute called `__proto__`.
 */
export async function createSdkClient(
  endpoint: Endpoint,
  { ca, now }: SdkOptions = {},
): Promise<Client> {
  const sdk = await import("@aws-sdk/client-dynamodb");
  const caller = new Caller(endpoint, now);
  const agent = { keepAlive: true, maxSockets: endpoint.maxConnections };
  const client = new sdk.DynamoDBClient({
    region: endpoint.region,
    endpoint: endpoint.url.origin,
    // A copy: the SDK writes into it.
    credentials: async () => ({ ...(await caller.credentials.current()) }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: endpoint.connectTimeoutMs,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent({ ...agent, ...(ca !== undefined && { ca }) }),
    },
  });
  return new SdkClient(client, operation => commandClass(sdk, operation), caller, endpoint);
}

class SdkClient implements Client {
  readonly name = "sdk";
  readonly #client: DynamoDBClient;
  readonly #commandClass: (operation: OperationName) => CommandClass;
  readonly #caller: Caller;
  readonly #endpoint: Endpoint;
  readonly #slots: Slots;

  constructor(
    client: DynamoDBClient,
    commands: (operation: OperationName) => CommandClass,
    caller: Caller,
    endpoint: Endpoint,
  ) {
    this.#client = client;
    this.#commandClass = commands;
    this.#caller = caller;
    this.#endpoint = endpoint;
    this.#slots = new Slots(endpoint.maxConnections);
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
    return this.#call(operation, input, safetyOf({ operation, input }), options);
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  #call(
    operation: OperationName,
    input: unknown,
    safety: Parameters<Caller["call"]>[1],
    options: SendOptions | undefined,
  ): Promise<Reply> {
    const converted = sdkInput(input);
    const SdkCommand = this.#commandClass(operation);
    return this.#caller.call(
      async (credentials, timeoutMs, signal) => {
        const held = await this.#client.config.credentials();
        if (!sameIdentity(held, credentials)) {
          await this.#client.config.credentials({ forceRefresh: true });
        }
        this.#client.config.systemClockOffset = this.#caller.serviceTimeMs() - Date.now();
        return this.#exchange(new SdkCommand(converted), timeoutMs, signal);
      },
      safety,
      options,
    );
  }

  async #exchange(
    command: Command,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Incoming | NetworkFault> {
    if (signal?.aborted) return aborted(false);
    const cut = new AbortController();
    const reply = keepReply(command, cut.signal);
    let stop: (fault: NetworkFault) => void = () => {};
    // A reply may stall after its head, where the SDK no longer looks at signals: so it is raced.
    const stopped = new Promise<NetworkFault>(resolve => {
      stop = fault => {
        resolve(fault);
        cut.abort();
      };
    });
    let begun = false;
    const timer = setTimeout(() => stop(requestTimeout(timeoutMs, begun)), timeoutMs);
    const onAbort = () => stop(aborted(begun));
    const hub = signal && watchAbort(signal, onAbort);
    try {
      const send = async () => {
        if (cut.signal.aborted) return;
        begun = true;
        await this.#client.send(command, { abortSignal: cut.signal });
      };
      const sent = this.#slots.run(send).then(
        () => reply() ?? truncatedReply("the reply had no body"),
        (cause: unknown) => reply() ?? this.#fault(cause),
      );
      return await Promise.race([sent, stopped]);
    } finally {
      clearTimeout(timer);
      hub?.delete(onAbort);
    }
  }

  #fault(cause: unknown): NetworkFault {
    const { url, connectTimeoutMs } = this.#endpoint;
    if (cause instanceof Error && /did not establish a connection/.test(cause.message)) {
      return connectTimeout(url.host, connectTimeoutMs);
    }
    return networkFault(cause, !isConnectError(cause));
  }
}

interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

function sameIdentity(one: Identity, other: Identity): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}
