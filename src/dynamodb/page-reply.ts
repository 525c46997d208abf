import { DynError } from "../errors.ts";
import { type Item, isAttributeValue } from "../values/attribute.ts";
import type { ConsumedCapacity, Output } from "./output.ts";

/** The reply to a Query or Scan, looked at: emulators send null for what is absent. */
export interface PageReply {
  readonly items: readonly Item[];
  readonly count: number;
  readonly scannedCount: number;
  readonly lastKey: Item | undefined;
  readonly consumed: ConsumedCapacity | undefined;
}

/** Throws a "failed" error for a reply that is no page. */
export function pageReply(output: Output<"Query" | "Scan">): PageReply {
  const { Items, Count, ScannedCount, LastEvaluatedKey, ConsumedCapacity } = output;
  const items: unknown = Items ?? [];
  const lastKey = LastEvaluatedKey ?? undefined;
  const isPage =
    Array.isArray(items) && items.every(isItem) && (lastKey === undefined || isItem(lastKey));
  if (!isPage) throw unreadable("the service sends a page of items in a form that dyn cannot read");
  return {
    items,
    count: isCount(Count) ? Count : items.length,
    scannedCount: isCount(ScannedCount) ? ScannedCount : items.length,
    lastKey,
    consumed: ConsumedCapacity ?? undefined,
  };
}

/** Throws a "failed" error where the next page would begin where this one did. */
export function checkProgress(start: Item | undefined, next: Item | undefined): void {
  if (start === undefined || next === undefined) return;
  if (JSON.stringify(start) !== JSON.stringify(next)) return;
  throw unreadable("the service says to go on where it already was: it would never end");
}

function isItem(value: unknown): value is Item {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(member => isAttributeValue(member));
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function unreadable(problem: string): DynError {
  return new DynError("failed", problem, {
    hint: "is the target really DynamoDB, or something that speaks its protocol?",
  });
}
