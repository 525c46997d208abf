import type { Scope } from "../template/scope.ts";
import type { ItemsApart } from "./items-apart.ts";
import type { ConsumedCapacity } from "./output.ts";
import type { OperationName, RequestTemplate, WireInput } from "./request.ts";

export const clientNames = ["wire", "sdk", "document"] as const;
export type ClientName = (typeof clientNames)[number];

/** One throttled attempt, by the reason and resource that DynamoDB names. */
export interface Throttle {
  /** A ThrottlingReason such as `TableWriteKeyRangeThroughputExceeded`, else the error's code. */
  readonly reason: string;
  /** The ARN of the table or index, when the error carries it. */
  readonly resource?: string;
}

/** An error that the service, the network or a time-out ended a call with. */
export interface ServiceError {
  /** The service's code without its namespace, or one of dyn's: `Timeout`, `ConnectionRefused`, `ConnectionReset`, `TruncatedReply`, `Aborted`, … */
  readonly code: string;
  readonly message: string;
  /** HTTP status, when a reply came. */
  readonly status?: number;
  /** The error's members as the service sent them: `CancellationReasons`, `Item`, … */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

interface Attempted {
  readonly attempts: number;
  readonly throttles: readonly Throttle[];
}

/** The body of a reply, read only as far as somebody asks. */
export interface ReplyBody {
  /** The whole output in DynamoDB's JSON form. */
  json(): Record<string, unknown>;
  /** A top-level integer such as `Count` or `ScannedCount`; undefined when absent. */
  integer(member: "Count" | "ScannedCount"): number | undefined;
  /** Whether a top-level member is there and is not an empty object, list or null. */
  has(member: string): boolean;
  /** The units of all tables and indexes together, when `ReturnConsumedCapacity: TOTAL` asked for them; else 0. */
  capacityUnits(): number;
  /** ConsumedCapacity, one a table; none when the request did not ask for it. */
  consumedCapacity(): readonly ConsumedCapacity[];
  /** A top-level member, parsed alone; undefined when absent. */
  member(name: string): unknown;
  /** How many items `Items` holds, or the tables of a batch's `Responses`. */
  itemCount(): number;
  /** A page's items as text, all else parsed. Throws a SyntaxError for what is no page of JSON. */
  itemsApart(): ItemsApart;
}

/**
 * How a call ended. `ok`: the service acknowledged it. `failed`: it certainly had no effect.
 * `unknown`: it may or may not have been applied (a cut connection or a time-out after sending). A read has no
 * effect, so it is never unknown.
 */
export type Reply =
  | ({ readonly outcome: "ok"; readonly body: ReplyBody } & Attempted)
  | ({ readonly outcome: "failed" | "unknown"; readonly error: ServiceError } & Attempted);

export interface SendOptions {
  readonly signal?: AbortSignal;
  /** Overrides the client's request time-out for this call. */
  readonly timeoutMs?: number;
}

/** Fills a prepared request from a scope, sends it, retries as the retry rules allow. Never rejects. */
export type PreparedSend = (scope: Scope, options?: SendOptions) => Promise<Reply>;

/** A way to speak to DynamoDB. Every implementation passes test/dynamodb/conformance. */
export interface Client {
  readonly name: ClientName;
  /** Compiles a request once, so that each send only fills its holes. */
  prepare(request: RequestTemplate): PreparedSend;
  /** Sends one request. Never rejects: faults are outcomes. */
  send(operation: OperationName, input: WireInput, options?: SendOptions): Promise<Reply>;
  /** Requests that wait for a connection just now. */
  waiting(): number;
  close(): Promise<void>;
}

/** What a client needs to reach a service. */
export interface Endpoint {
  readonly url: URL;
  readonly region: string;
  readonly credentials: CredentialsProvider;
  /** Tries per call, the first included. */
  readonly maxAttempts: number;
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** The most connections that a client opens. */
  readonly maxConnections: number;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Gives current credentials; may be asked again at any time and caches for itself. */
export type CredentialsProvider = (options?: {
  readonly forceRefresh?: boolean;
}) => Promise<Credentials>;
