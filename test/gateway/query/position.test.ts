import { describe, expect, test } from "vitest";
import { parseCondition } from "../../../src/expressions/parse.ts";
import type { PageAsk } from "../../../src/gateway/ask.ts";
import { checkPosition } from "../../../src/gateway/query/position.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import type { Item } from "../../../src/values/attribute.ts";

const table: TableSchema = {
  table: "Orders",
  key: { partition: [{ name: "Pk", type: "S" }], sort: [{ name: "Sk", type: "N" }] },
  indexes: [
    {
      name: "ByDay",
      key: { partition: [{ name: "Day", type: "S" }], sort: [] },
      projection: { kind: "all" },
    },
  ],
  localIndexes: [],
};

function isPlace(start: Item, where: string | undefined, index?: string): boolean {
  const ask = { index, where: where === undefined ? undefined : parseCondition(where) };
  try {
    checkPosition(start, ask as PageAsk, table);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ status: 400, code: "invalid-token" });
    return false;
  }
}

describe("the place within a token", () => {
  const place: Item = { Pk: { S: "a" }, Sk: { N: "1" } };

  test.each<[string, boolean, Item, string | undefined, string?]>([
    ["of the partition that is asked for", true, place, "Pk = 'a' and Sk > 0"],
    ["of a scan", true, place, undefined],
    ["of another partition", false, place, "Pk = 'b'"],
    ["without its sort key", false, { Pk: { S: "a" } }, "Pk = 'a'"],
    ["with more than a key", false, { ...place, Total: { N: "1" } }, "Pk = 'a'"],
    ["with a key of another type", false, { ...place, Sk: { S: "1" } }, "Pk = 'a'"],
    ["of the table in an index", false, place, "Day = 'd'", "ByDay"],
    ["of an index", true, { ...place, Day: { S: "d" } }, "Day = 'd'", "ByDay"],
    ["of an index's other partition", false, { ...place, Day: { S: "e" } }, "Day = 'd'", "ByDay"],
  ])("%s: %s", (_, is, start, where, index) => {
    expect(isPlace(start, where, index)).toBe(is);
  });
});
