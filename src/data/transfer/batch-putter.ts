import { writeBatch } from "../../dynamodb/batch-write.ts";
import type { Client } from "../../dynamodb/client.ts";
import { maxBatchWriteItems } from "../../dynamodb/limits.ts";
import { type KeyedTable, keyAttributes } from "../table-keys.ts";
import type { Putter, PutterOptions } from "./putter.ts";

/** Puts items by BatchWriteItem, over those that are there. */
export function batchPutter(
  client: Client,
  { table: name, key }: KeyedTable,
  { measured }: PutterOptions,
): Putter {
  const table = { name, keyAttributes: keyAttributes(key).map(attribute => attribute.name) };
  return {
    batchSize: maxBatchWriteItems,
    replaces: true,
    put: async (deliveries, signal) => {
      const texts = deliveries.map(({ item }) => item.text);
      const outcome = await writeBatch(client, table, texts, { rounds: 1, measured, signal });
      const { rejected, throttles, units, failure } = outcome;
      return {
        kind: "written",
        open: rejected.map(({ position }) => position),
        throttles: throttles.length,
        units: measured ? units : undefined,
        ...(failure && { failure }),
      };
    },
  };
}
