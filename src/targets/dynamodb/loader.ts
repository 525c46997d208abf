import { type BatchOutcome, type Rejected, writeBatch } from "../../dynamodb/batch-write.ts";
import type { Client } from "../../dynamodb/client.ts";
import { type Origin, replyError } from "../../dynamodb/errors.ts";
import { maxBatchWriteItems } from "../../dynamodb/limits.ts";
import type { Entity } from "../../scenario/scenario.ts";
import type { Item } from "../../values/attribute.ts";
import { itemSizeBytes, maxItemBytes } from "../../values/size.ts";
import type { Loader } from "../target.ts";
import { batchTexts, lastOfEach } from "./holes.ts";

/** Writes an entity's items by BatchWriteItem, 25 at a time. */
export function createLoader(
  client: Client,
  entity: Entity,
  keyAttributes: readonly string[],
  at: Origin,
): Loader {
  const table = { name: entity.table, keyAttributes };
  const key = entity.item.select(keyAttributes);

  const put = async (texts: readonly string[], signal: AbortSignal | undefined) => {
    const outcome = await writeBatch(client, table, texts, signal && { signal });
    throwIfHopeless(outcome, entity.table, at);
    return outcome;
  };
  /** The service refuses a whole batch for one item and does not say which: then each goes alone. */
  const putAll = async (texts: readonly string[], signal: AbortSignal | undefined) => {
    const together = await put(texts, signal);
    if (texts.length === 1 || together.rejected[0]?.code !== "ValidationException") return together;
    return merge(await Promise.all(texts.map(text => put([text], signal))));
  };

  return {
    batchSize: maxBatchWriteItems,
    async write(scope, signal) {
      const texts = batchTexts(entity.item, scope);
      const tooLarge = texts.flatMap(refuseTooLarge);
      const refused = new Set(tooLarge.map(({ position }) => position));
      const positions = lastOfEach(batchTexts(key, scope)).filter(each => !refused.has(each));
      const outcome = await putAll(
        positions.map(position => texts[position] ?? ""),
        signal,
      );
      const rejected = outcome.rejected.map(each => ({
        ...each,
        position: positions[each.position] ?? 0,
      }));
      // An item that another of the same key follows in the batch is as good as written and replaced.
      const written = texts.length - tooLarge.length - rejected.length;
      return { ...outcome, written, rejected: [...tooLarge, ...rejected] };
    },
  };
}

function refuseTooLarge(text: string, position: number): Rejected[] {
  // A character takes at most three bytes: most texts need no closer look.
  if (text.length * 3 <= maxItemBytes) return [];
  const bytes = itemSizeBytes(JSON.parse(text) as Item);
  if (bytes <= maxItemBytes) return [];
  const message = `the item has ${bytes} bytes; DynamoDB stores at most ${maxItemBytes} (400 KB)`;
  return [{ position, code: "ItemTooLarge", message }];
}

function merge(outcomes: readonly BatchOutcome[]): BatchOutcome {
  return {
    written: outcomes.reduce((sum, { written }) => sum + written, 0),
    rejected: outcomes.flatMap(({ rejected }, position) =>
      rejected.map(each => ({ ...each, position })),
    ),
    attempts: outcomes.reduce((sum, { attempts }) => sum + attempts, 0),
    throttles: outcomes.flatMap(({ throttles }) => throttles),
    units: outcomes.reduce((sum, { units }) => sum + units, 0),
  };
}

/** Nothing that follows would fare better when the store is out of reach, or not the user's. */
function throwIfHopeless({ rejected, ...outcome }: BatchOutcome, table: string, at: Origin): void {
  const [first] = rejected;
  if (first === undefined) return;
  const { code, message } = first;
  const error = replyError({ outcome: "failed", error: { code, message }, ...outcome }, table, at);
  const gone = code === "ResourceNotFoundException";
  if (gone || error.kind === "connection" || error.kind === "denied") throw error;
}
