import { expect, test } from "vitest";
import type { AttributeValue } from "../../src/values/attribute.ts";
import { itemSizeBytes, maxItemBytes, valueSizeBytes } from "../../src/values/size.ts";

test.each<[AttributeValue, number]>([
  [{ S: "Größe 👩" }, 12],
  [{ N: "0" }, 2],
  [{ N: "1000" }, 2],
  [{ N: "-123.4500" }, 4],
  [{ N: "1".repeat(38) }, 20],
  [{ B: "aGk=" }, 2],
  [{ B: "" }, 0],
  [{ BOOL: false }, 1],
  [{ NULL: true }, 1],
  [{ L: [] }, 3],
  [{ L: [{ S: "a" }, { N: "1" }] }, 3 + 2 + 1 + 2],
  [{ M: { ab: { S: "c" } } }, 3 + 1 + 2 + 1],
  [{ SS: ["a", "bc"] }, 3],
  [{ NS: ["1", "123"] }, 2 + 3],
  [{ BS: ["aGk=", "aGkh"] }, 5],
])("%j counts as many bytes as DynamoDB documents", (value, bytes) => {
  expect(valueSizeBytes(value)).toBe(bytes);
});

test("an item counts its names too", () => {
  expect(itemSizeBytes({ Id: { S: "abc" }, Größe: { N: "1" } })).toBe(2 + 3 + 7 + 2);
  expect(itemSizeBytes({ k: { S: "x".repeat(maxItemBytes - 1) } })).toBe(409_600);
});
