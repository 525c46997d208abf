import { readBatch } from "../../dynamodb/batch-read.ts";
import type { Client } from "../../dynamodb/client.ts";
import { replyError } from "../../dynamodb/errors.ts";
import type { Item } from "../../values/attribute.ts";
import { itemSizeBytes } from "../../values/size.ts";
import { type TableSourceOptions, tableSource } from "../transfer/table-source.ts";
import type { Side } from "./data-diff.ts";

/** Replies in a row that read nothing, before it is given up: minutes, as the reading of pages takes. */
const patientRounds = 20;
const unitBytes = 4096;

/** A table as one of the two sides: all of it is read consistently, and within the rate. */
export function tableSide(
  client: Client,
  { table, segments }: { readonly table: string; readonly segments: number },
  { rate, at }: Pick<TableSourceOptions, "rate" | "at">,
): Side {
  return {
    source: tableSource(client, { table, segments, consistent: true }, { rate, at }),
    fetch: async (keys, signal) => {
      const attributes = { ConsistentRead: true };
      // Aborted meanwhile, it fails as that.
      await rate.spend(keys.length, signal);
      const outcome = await readBatch(client, table, keys, {
        signal,
        attributes,
        rounds: patientRounds,
      });
      const { items, throttles, error } = outcome;
      const readUnits = keys.length - items.length + items.reduce(unitsOf, 0);
      rate.settle(keys.length, readUnits);
      if (throttles.length > 0) rate.throttled();
      if (error === undefined) return { items, readUnits };
      throw replyError({ ...outcome, error, outcome: "failed" }, table, at);
    },
  };
}

/** A key of which there is no item costs one, too. */
function unitsOf(sum: number, item: Item): number {
  return sum + Math.max(1, Math.ceil(itemSizeBytes(item) / unitBytes));
}
