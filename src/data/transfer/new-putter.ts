import type { Client, Reply } from "../../dynamodb/client.ts";
import type { Unsuccessful } from "../../dynamodb/errors.ts";
import { keyOf } from "../../dynamodb/key.ts";
import type { Output } from "../../dynamodb/output.ts";
import type { Hole } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import type { Item } from "../../values/attribute.ts";
import { itemsEqual } from "../../values/equal.ts";
import { itemText } from "../../values/plain.ts";
import { type KeyedTable, keyAttributes } from "../table-keys.ts";
import type { Attempted, Putter, PutterOptions } from "./putter.ts";
import type { Delivery } from "./sink.ts";

export interface NewPutterOptions extends PutterOptions {
  /** What to do about an item that is there with other content. */
  readonly onConflict: "skip" | "fail";
}

/**
 * Puts items where there are none, one by one. One that is there with equal content is as good as
 * put: a repeated put finds its own. `put` rejects at a conflict that is to end it.
 */
export function newPutter(
  client: Client,
  table: KeyedTable,
  { onConflict, measured }: NewPutterOptions,
): Putter {
  const names = keyAttributes(table.key).map(({ name }) => name);
  const put = (text: string, signal: AbortSignal) => {
    const item: Hole = { hole: true, wire: () => text, value: () => JSON.parse(text) };
    const input = {
      TableName: table.table,
      Item: item,
      ConditionExpression: "attribute_not_exists(#key)",
      ExpressionAttributeNames: { "#key": names[0] ?? "" },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      ...(measured && { ReturnConsumedCapacity: "TOTAL" }),
    };
    const scope = { seed: 0, index: 0, vars: {}, now: Date.now };
    return client.prepare({ operation: "PutItem", input })(scope, { signal });
  };
  /** The item in the way, from the error where the service tells it. */
  const inTheWay = async (item: Item, { error }: Unsuccessful, signal: AbortSignal) => {
    const told = error.details?.Item as Item | undefined;
    if (told !== undefined) return told;
    const input = { TableName: table.table, Key: keyOf(item, names), ConsistentRead: true };
    const reply = await client.send("GetItem", input, { signal });
    return reply.outcome === "ok" ? (reply.body.json() as Output<"GetItem">).Item : undefined;
  };
  return {
    batchSize: 1,
    replaces: false,
    put: async ([delivery], signal) => {
      if (delivery === undefined) return stored("written", undefined);
      const reply = await put(delivery.item.text, signal);
      if (reply.outcome === "ok") return stored("written", reply, measured);
      if (reply.error.code !== "ConditionalCheckFailedException") {
        return { ...stored("written", reply), open: [0], failure: reply };
      }
      const there = await inTheWay(delivery.item.item, reply, signal);
      // Gone, or not to be had just now: asked again.
      if (there === undefined) return { ...stored("written", reply), open: [0] };
      if (itemsEqual(there, delivery.item.item)) return stored("unchanged", reply);
      if (onConflict === "fail") throw conflict(delivery, table, there, names);
      return stored("skipped", reply);
    },
  };
}

function stored(kind: Attempted["kind"], reply: Reply | undefined, measured = false): Attempted {
  const units = measured && reply?.outcome === "ok" ? reply.body.capacityUnits() : undefined;
  return { kind, open: [], throttles: reply?.throttles.length ?? 0, units };
}

function conflict(
  { item: { item }, place }: Delivery,
  { table }: KeyedTable,
  there: Item,
  names: readonly string[],
): DynError {
  const where = place === undefined ? "" : `${place}: `;
  const key = itemText(keyOf(item, names) ?? {});
  const differing = [...new Set([...Object.keys(there), ...Object.keys(item)])].filter(name => {
    const [one, other] = [there, item].map(each => only(each, name));
    return one === undefined || other === undefined || !itemsEqual(one, other);
  });
  return new DynError(
    "failed",
    `${where}${table} has another item with the key ${key}; it differs in ${differing.join(", ")}`,
    { hint: "--on-conflict skip leaves such items as they are, overwrite replaces them" },
  );
}

function only(item: Item, name: string): Item | undefined {
  return keyOf(item, [name]);
}
