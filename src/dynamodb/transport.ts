import type { NetworkFault } from "./network-fault.ts";
import type { OperationName } from "./request.ts";
import type { Signature } from "./sign.ts";

/** One HTTP request to DynamoDB, all but what is the same for every request of a client. */
export interface Outgoing extends Signature {
  readonly operation: OperationName;
  readonly sessionToken: string | undefined;
  /** JSON text. */
  readonly body: string;
}

/** A full HTTP reply. */
export interface Incoming {
  readonly status: number;
  /** The Date header. */
  readonly date: string | undefined;
  /** The CRC-32 that the service computed of the body, as decimal text. */
  readonly crc32: string | undefined;
  readonly body: Buffer;
}

/** Takes requests to one host over kept connections. */
export interface Transport {
  /**
   * Makes the request once a connection is free, so that its signature is as young as can be.
   * Never rejects if `make` does not throw.
   */
  exchange(
    make: () => Outgoing,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Incoming | NetworkFault>;
  /** Requests without a connection just now. */
  waiting(): number;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly url: URL;
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  /** Certificates (PEM) trusted instead of the system's. */
  readonly ca?: string;
}
