import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type * as Sdk from "@aws-sdk/client-dynamodb";
import { watchAbort } from "./abort-hub.ts";
import type { Caller } from "./caller.ts";
import type { Credentials, Endpoint } from "./client.ts";
import {
  aborted,
  connectTimeout,
  isConnectError,
  type NetworkFault,
  networkFault,
  requestTimeout,
  truncatedReply,
} from "./network-fault.ts";
import { type Command, watch } from "./sdk-command.ts";
import { Slots } from "./slots.ts";
import type { Incoming } from "./transport.ts";

/**
 * Sends commands, one attempt each, through the AWS SDK's client: its serialisation, signing and
 * transport. Its retries are off, for it tells neither throttles nor doubtful attempts.
 */
export class SdkExchange {
  readonly client: Sdk.DynamoDBClient;
  readonly #caller: Caller;
  readonly #endpoint: Endpoint;
  readonly #slots: Slots;

  constructor(sdk: typeof Sdk, endpoint: Endpoint, caller: Caller, ca: string | undefined) {
    const agent = { keepAlive: true, maxSockets: endpoint.maxConnections };
    this.client = new sdk.DynamoDBClient({
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
    this.#caller = caller;
    this.#endpoint = endpoint;
    this.#slots = new Slots(endpoint.maxConnections);
  }

  /** Commands without a connection just now. */
  waiting(): number {
    return this.#slots.waiting;
  }

  /** Has the client sign with these credentials, and by the service's clock. */
  async identify(credentials: Credentials): Promise<void> {
    const { config } = this.client;
    if (!sameIdentity(await config.credentials(), credentials)) {
      await config.credentials({ forceRefresh: true });
    }
    config.systemClockOffset = this.#caller.serviceTimeMs() - Date.now();
  }

  /** Never rejects. `send` hands the command to a client of the SDK. */
  async run(
    command: Command,
    send: (command: Command, options: { abortSignal: AbortSignal }) => Promise<unknown>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Incoming | NetworkFault> {
    if (signal?.aborted) return aborted(false);
    const cut = new AbortController();
    const watched = watch(command, cut.signal);
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
      const begin = async () => {
        if (cut.signal.aborted) return;
        begun = true;
        await send(command, { abortSignal: cut.signal });
      };
      const sent = this.#slots.run(begin).then(
        () => watched.reply ?? truncatedReply("the reply had no body"),
        (cause: unknown) => watched.reply ?? this.#fault(cause, watched.handedOver),
      );
      return await Promise.race([sent, stopped]);
    } finally {
      clearTimeout(timer);
      hub?.delete(onAbort);
    }
  }

  #fault(cause: unknown, handedOver: boolean): NetworkFault {
    if (!handedOver) return unwritten(cause);
    const { url, connectTimeoutMs } = this.#endpoint;
    if (cause instanceof Error && /did not establish a connection/.test(cause.message)) {
      return connectTimeout(url.host, connectTimeoutMs);
    }
    return networkFault(cause, !isConnectError(cause));
  }
}

/** An input that the SDK can make no request of, e.g. an empty set for the document client. */
function unwritten(cause: unknown): NetworkFault {
  const message = cause instanceof Error ? cause.message : String(cause);
  return { error: { code: "InvalidRequest", message, cause }, sent: false, retryable: false };
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
