import { readBatch } from "../../dynamodb/batch-read.ts";
import type { Client, Reply } from "../../dynamodb/client.ts";
import { type Origin, replyError } from "../../dynamodb/errors.ts";
import { keyText } from "../../dynamodb/key.ts";
import { maxBatchGetItems } from "../../dynamodb/limits.ts";
import type { Entity } from "../../scenario/scenario.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Scope } from "../../template/scope.ts";
import type { Item } from "../../values/attribute.ts";
import type { Reader } from "../target.ts";
import { readPersistently } from "./persistence.ts";
import { scanPages } from "./read-scan.ts";
import { keyNames, type Tables } from "./tables.ts";

/** Reads items back to check them, strongly consistent wherever DynamoDB can. */
export function createReader(client: Client, tables: Tables, at: Origin): Reader {
  const source = { client, at };
  return {
    describe: (table, signal) => tables.named(table, signal),

    fetch: async (entity, scope, { snapshot = false, signal } = {}) => {
      const table = await tables.of(entity, signal);
      const wanted = keysOf(entity, scope, table);
      const keys = [...new Map(wanted.map(({ key, text }) => [text, key])).values()];
      const read = snapshot ? readTogether : readInBatches;
      const found = new Map<string | undefined, Item>();
      for (const item of await read(source, entity.table, keys, signal)) {
        found.set(keyText(item, keyNames(table)), item);
      }
      return wanted.map(({ text }) => found.get(text));
    },

    async *scan(request, signal) {
      const table = await tables.named(request.table, signal);
      yield* scanPages(source, table, request, signal);
    },
  };
}

/** Where a reader reads; `at` is for its errors. */
export interface Source {
  readonly client: Client;
  readonly at: Origin;
}

interface Wanted {
  readonly key: Item;
  readonly text: string | undefined;
}

function keysOf(
  entity: Entity,
  scope: Scope & { readonly indexes: readonly number[] },
  table: TableSchema,
): readonly Wanted[] {
  const names = keyNames(table);
  const template = entity.item.select(names);
  return scope.indexes.map(index => {
    const key = template.toItem({ ...scope, index });
    return { key, text: keyText(key, names) };
  });
}

async function readInBatches(
  { client, at }: Source,
  table: string,
  keys: readonly Item[],
  signal: AbortSignal | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let first = 0; first < keys.length; first += maxBatchGetItems) {
    let unread = keys.slice(first, first + maxBatchGetItems);
    const reply = await readPersistently(async (): Promise<Reply | undefined> => {
      const outcome = await readBatch(client, table, unread, {
        attributes: { ConsistentRead: true },
        ...(signal && { signal }),
      });
      items.push(...outcome.items);
      unread = [...outcome.unread];
      const { error, attempts, throttles } = outcome;
      return error && { outcome: "failed", error, attempts, throttles };
    }, signal);
    if (reply !== undefined && reply.outcome !== "ok") throw replyError(reply, table, at);
  }
  return items;
}

/** As of one moment; conflicts with a load that goes on are tried again. */
async function readTogether(
  { client, at }: Source,
  table: string,
  keys: readonly Item[],
  signal: AbortSignal | undefined,
): Promise<readonly Item[]> {
  if (keys.length === 0) return [];
  const input = { TransactItems: keys.map(Key => ({ Get: { TableName: table, Key } })) };
  const reply = await readPersistently(
    () => client.send("TransactGetItems", input, signal && { signal }),
    signal,
  );
  if (reply.outcome !== "ok") throw replyError(reply, table, at);
  const responses = (reply.body.member("Responses") ?? []) as readonly { readonly Item?: Item }[];
  return responses.flatMap(({ Item }) => (Item === undefined ? [] : [Item]));
}
