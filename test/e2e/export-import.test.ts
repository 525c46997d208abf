import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AttributeValue, emptyItem, type Item } from "../../src/values/attribute.ts";
import { dyn } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";
import { awkwardName, items } from "../values/arbitrary.ts";

/** Values from their types' edges: 38 digits, empty text, sets, nesting of 32 levels. */
const deep = (levels: number): AttributeValue =>
  levels === 0
    ? { NULL: true }
    : levels % 2 === 0
      ? { L: [deep(levels - 1)] }
      : { M: { n: deep(levels - 1) } };
const edges: readonly AttributeValue[] = [
  { N: "0.12345678901234567890123456789012345678" },
  { N: "-9.9999999999999999999999999999999999999E+125" },
  { S: "" },
  { B: "" },
  { L: [] },
  { M: {} },
  { BS: ["AA==", "/w=="] },
  { NS: ["1", "-2.5"] },
  deep(31),
];

function keyed(attributes: Item, n: number): Item {
  const item = emptyItem();
  for (const [name, value] of Object.entries(attributes)) item[name] = value;
  for (const name of ["Group", "Rank", "Until"]) delete item[name];
  item.Pk = { S: `p-${n % 5}` };
  item.Sk = { N: `${n}` };
  return item;
}

let folder: string;
let table: string;
let before: readonly string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-round-trip-"));
  const made = fc.sample(items, { numRuns: 150, seed: 5 });
  const names = fc.sample(awkwardName, { numRuns: 40, seed: 6 });
  const named = names.map((name, n) => ({ [name]: edges[n % edges.length] ?? { NULL: true } }));
  table = await tableWith([...made, ...(named as Item[])].map(keyed));
  before = await contents(table);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All items as DynamoDB has them, their attributes and set members in a fixed order. */
async function contents(name: string): Promise<readonly string[]> {
  const ran = await dyn(["scan", name, "--all", "-o", "dynamodb-json"]);
  expect(ran.code).toBe(0);
  return ran.out
    .trimEnd()
    .split("\n")
    .map(line => ordered(JSON.parse(line)))
    .toSorted();
}

function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, each]) => {
    const isSet = /^[SNB]S$/.test(name) && Array.isArray(each);
    return `${JSON.stringify(name)}:${ordered(isSet ? each.toSorted() : each)}`;
  });
  return `{${members.toSorted().join()}}`;
}

describe("items that are exported and imported again", () => {
  it("are many, and awkward", () => expect(before.length).toBe(190));

  it.each(["all.jsonl", "all.jsonl.gz", "all.dynamodb.json.zst", "all.csv", "all/"])(
    "are the same by %s",
    async file => {
      const exported = await dyn(["export", table, file, "--segments", "3"], { cwd: folder });
      expect(exported).toMatchObject({ code: 0, err: "" });
      const other = await tableWith([]);
      const imported = await dyn(["import", other, file], { cwd: folder });
      expect(imported).toMatchObject({ code: 0 });
      expect(await contents(other)).toEqual(before);
    },
  );
});
