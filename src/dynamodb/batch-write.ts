import type { Scope } from "../template/scope.ts";
import type { Item } from "../values/attribute.ts";
import type { Client, SendOptions, ServiceError, Throttle } from "./client.ts";
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
}

/** What became of one batch. */
export interface BatchOutcome {
  /** Items acknowledged as stored. */
  readonly written: number;
  /** Positions that are not known to be stored, each with why. */
  readonly rejected: readonly Rejected[];
  readonly attempts: number;
  readonly throttles: readonly Throttle[];
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
export async function writeBatch(
  client: Client,
  table: BatchTable,
  items: readonly string[],
  options: BatchOptions = {},
): Promise<BatchOutcome> {
  const rounds = options.rounds ?? defaultRounds;
  let open = items.map((_, position) => position);
  let attempts = 0;
  const throttles: Throttle[] = [];
  const outcome = (error?: Pick<ServiceError, "code" | "message">): BatchOutcome => ({
    written: items.length - open.length,
    rejected:
      error === undefined
        ? []
        : open.map(position => ({ position, code: error.code, message: error.message })),
    attempts,
    throttles,
  });
  for (let round = 1; open.length > 0; round += 1) {
    const texts = open.map(position => items[position] ?? "");
    const reply = await sendPuts(client, table.name, texts, options);
    attempts += reply.attempts;
    throttles.push(...reply.throttles);
    let error: Pick<ServiceError, "code" | "message"> = unprocessed;
    if (reply.outcome === "ok") {
      if (!reply.body.has("UnprocessedItems")) {
        open = [];
        break;
      }
      const output = reply.body.json() as Output<"BatchWriteItem">;
      open = stillOpen(open, items, output, table);
    } else {
      error = reply.error;
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
const interrupted = { code: "Aborted", message: "interrupted before it was stored" };

function sendPuts(
  client: Client,
  table: string,
  items: readonly string[],
  options: SendOptions,
): ReturnType<Client["send"]> {
  const requests = `[${items.map(item => `{"PutRequest":{"Item":${item}}}`).join(",")}]`;
  const hole: Hole = { hole: true, wire: () => requests, value: () => JSON.parse(requests) };
  const input = { RequestItems: { [table]: hole } };
  return client.prepare({ operation: "BatchWriteItem", input })(noScope, options);
}

const noScope: Scope = { seed: 0, index: 0, vars: {}, now: Date.now };

/** The positions of what was not processed. What cannot be told apart stays open: twice is safe. */
function stillOpen(
  open: readonly number[],
  items: readonly string[],
  { UnprocessedItems: left = {} }: Output<"BatchWriteItem">,
  { name, keyAttributes }: BatchTable,
): number[] {
  const requests = left[name] ?? [];
  const keys = new Set<string>();
  for (const request of requests) {
    const key =
      "PutRequest" in request ? keyText(request.PutRequest.Item, keyAttributes) : undefined;
    if (key === undefined) return [...open];
    keys.add(key);
  }
  const matched = open.filter(position => {
    const key = keyText(JSON.parse(items[position] ?? "{}") as Item, keyAttributes);
    return key === undefined || keys.has(key);
  });
  return matched.length === requests.length ? matched : [...open];
}
