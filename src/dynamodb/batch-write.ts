import type { Scope } from "../template/scope.ts";
import type { Item } from "../values/attribute.ts";
import type { Client, SendOptions, ServiceError, Throttle } from "./client.ts";
import type { Unsuccessful } from "./errors.ts";
import { keyText } from "./key.ts";
import type { Output } from "./output.ts";
import type { Hole } from "./request.ts";
import { backoffMs, pause } from "./retry.ts";
import { judge } from "./service-error.ts";

/** A table, and the attributes that tell its items apart. */
export interface BatchTable {
  readonly name: string;
  readonly keyAttributes: readonly string[];
}

export interface BatchOptions extends SendOptions {
  /** BatchWriteItem calls for one batch, the first included; each call has its own retries besides. */
  readonly rounds?: number;
  /** Asks what each call consumes. */
  readonly measured?: boolean;
}

/** What became of one batch. */
export interface BatchOutcome {
  /** Items acknowledged as stored, or as deleted. */
  readonly written: number;
  /** Positions that are not known to be written, each with why. */
  readonly rejected: readonly Rejected[];
  readonly attempts: number;
  readonly throttles: readonly Throttle[];
  /** Write units that it consumed, tables and indexes together; 0 unless measured. */
  readonly units: number;
  /** The last call, when it failed; unknown when any call of the batch may have been applied. */
  readonly failure?: Unsuccessful;
}

export interface Rejected {
  readonly position: number;
  readonly code: string;
  readonly message: string;
}

const defaultRounds = 10;

/**
 * Puts at most 25 items with distinct keys, given as DynamoDB JSON texts. What the service leaves
 * unprocessed or throttles is sent again, with exponential backoff, until it is stored or the rounds
 * are used up. Never rejects; an item is in `rejected` unless the service acknowledged it.
 */
export function writeBatch(
  client: Client,
  table: BatchTable,
  items: readonly string[],
  options: BatchOptions = {},
): Promise<BatchOutcome> {
  return performBatch(client, table, puts, items, options);
}

/** The same for deletions of at most 25 items by their distinct keys, given as DynamoDB JSON texts. */
export function deleteBatch(
  client: Client,
  table: BatchTable,
  keys: readonly string[],
  options: BatchOptions = {},
): Promise<BatchOutcome> {
  return performBatch(client, table, deletions, keys, options);
}

/** One kind of request within a batch. */
interface Kind {
  /** Around an item or a key. */
  readonly before: string;
  readonly after: string;
  /** What has the key of a request of this kind that came back. */
  keyed(request: WriteRequest): Item | undefined;
}

type WriteRequest = NonNullable<Output<"BatchWriteItem">["UnprocessedItems"]>[string][number];

const puts: Kind = {
  before: '{"PutRequest":{"Item":',
  after: "}}",
  keyed: request => ("PutRequest" in request ? request.PutRequest.Item : undefined),
};

const deletions: Kind = {
  before: '{"DeleteRequest":{"Key":',
  after: "}}",
  keyed: request => ("DeleteRequest" in request ? request.DeleteRequest.Key : undefined),
};

async function performBatch(
  client: Client,
  table: BatchTable,
  kind: Kind,
  items: readonly string[],
  options: BatchOptions,
): Promise<BatchOutcome> {
  const rounds = options.rounds ?? defaultRounds;
  let open = items.map((_, position) => position);
  let attempts = 0;
  let units = 0;
  let failure: Unsuccessful | undefined;
  const throttles: Throttle[] = [];
  const outcome = (error?: Pick<ServiceError, "code" | "message">): BatchOutcome => ({
    written: items.length - open.length,
    rejected:
      error === undefined
        ? []
        : open.map(position => ({ position, code: error.code, message: error.message })),
    attempts,
    throttles,
    units,
    ...(error !== undefined && failure !== undefined && { failure }),
  });
  for (let round = 1; open.length > 0; round += 1) {
    const texts = open.map(position => items[position] ?? "");
    const reply = await send(client, table.name, kind, texts, options);
    attempts += reply.attempts;
    throttles.push(...reply.throttles);
    let error: Pick<ServiceError, "code" | "message"> = unprocessed;
    if (reply.outcome === "ok") {
      if (options.measured) units += reply.body.capacityUnits();
      if (!reply.body.has("UnprocessedItems")) {
        open = [];
        break;
      }
      const output = reply.body.json() as Output<"BatchWriteItem">;
      open = stillOpen(open, items, output, table, kind);
    } else {
      error = reply.error;
      failure = failure?.outcome === "unknown" ? { ...reply, outcome: "unknown" } : reply;
      if (judge(reply.error).remedy !== "throttle") return outcome(error);
    }
    if (round >= rounds || !(await pause(backoffMs("throttle", round), options.signal))) {
      return outcome(options.signal?.aborted ? interrupted : error);
    }
  }
  return outcome();
}

const unprocessed = {
  code: "UnprocessedItems",
  message: "the service left it unprocessed each time",
};
const interrupted = { code: "Aborted", message: "interrupted before it was written" };

function send(
  client: Client,
  table: string,
  { before, after }: Kind,
  items: readonly string[],
  options: BatchOptions,
): ReturnType<Client["send"]> {
  // One string at once, for as little garbage as can be: imports and copies live on this.
  const requests = `[${before}${items.join(`${after},${before}`)}${after}]`;
  const hole: Hole = { hole: true, wire: () => requests, value: () => JSON.parse(requests) };
  const input = {
    RequestItems: { [table]: hole },
    ReturnConsumedCapacity: options.measured ? "TOTAL" : undefined,
  };
  return client.prepare({ operation: "BatchWriteItem", input })(noScope, options);
}

const noScope: Scope = { seed: 0, index: 0, vars: {}, now: Date.now };

/** The positions of what was not processed. What cannot be told apart stays open: twice is safe. */
function stillOpen(
  open: readonly number[],
  items: readonly string[],
  { UnprocessedItems: left = {} }: Output<"BatchWriteItem">,
  { name, keyAttributes }: BatchTable,
  kind: Kind,
): number[] {
  const requests = left[name] ?? [];
  const keys = new Set<string>();
  for (const request of requests) {
    const keyed = kind.keyed(request);
    const key = keyed && keyText(keyed, keyAttributes);
    if (key === undefined) return [...open];
    keys.add(key);
  }
  const matched = open.filter(position => {
    const key = keyText(JSON.parse(items[position] ?? "{}") as Item, keyAttributes);
    return key === undefined || keys.has(key);
  });
  return matched.length === requests.length ? matched : [...open];
}
