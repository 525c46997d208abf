import type { AttributeValue } from "./attribute.ts";

/** Lists and maps that DynamoDB nests within one attribute. */
export const maxDepth = 32;

/** How many lists and maps stand within each other; 0 for a scalar or a set. */
export function depthOf(value: AttributeValue): number {
  if ("L" in value) return 1 + deepest(value.L);
  if ("M" in value) return 1 + deepest(Object.values(value.M));
  return 0;
}

function deepest(values: readonly AttributeValue[]): number {
  return values.reduce((depth, value) => Math.max(depth, depthOf(value)), 0);
}
