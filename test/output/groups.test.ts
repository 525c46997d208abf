import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type GroupsOptions, groupsWriter, type ItemGroup } from "../../src/output/items/groups.ts";
import { paint } from "../../src/output/paint.ts";
import type { Item } from "../../src/values/attribute.ts";
import { itemsEqual } from "../../src/values/equal.ts";
import { parsePlainItem } from "../../src/values/plain.ts";
import { items as anyItem } from "../values/arbitrary.ts";

function writer(format: GroupsOptions["format"], groups: (items: readonly Item[]) => ItemGroup[]) {
  const written = { text: "" };
  const sink = {
    isTTY: false,
    columns: 80,
    write: async (piece: string) => {
      written.text += piece;
    },
  };
  const options = { keys: ["Id"], ttl: undefined, now: 0, paint: paint(false), format };
  const group = (items: readonly Item[]) => ({ attribute: undefined, groups: groups(items) });
  return { written, writer: groupsWriter(sink, { ...options, group }) };
}

const trailer = { count: 2, scannedCount: 2, nextToken: "5", consumedCapacity: 0.5 };

describe("groups", () => {
  it("are JSON with every digit, and YAML of the same shape, whatever the items hold", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyItem, { maxLength: 4 }), fc.string(), async (items, entity) => {
        const inTwo = (all: readonly Item[]) =>
          [all.slice(0, 1), all.slice(1)]
            .filter(part => part.length > 0)
            .map(part => ({ entity, items: part }));
        const json = writer("json", inTwo);
        await json.writer.write(items);
        await json.writer.end(trailer);
        const document = JSON.parse(json.written.text);
        expect(document).toMatchObject({ count: 2, nextToken: "5", groupedBy: "key" });
        // An item a line, as it is printed: parsing it by JSON's rules would round numbers.
        const lines = json.written.text
          .split("\n")
          .filter(line => line.startsWith("        {"))
          .map(line => line.trim().replace(/,$/, ""));
        expect(lines).toHaveLength(items.length);
        for (const [at, item] of items.entries()) {
          expect(itemsEqual(parsePlainItem(lines[at] ?? ""), item)).toBe(true);
        }
        const yaml = writer("yaml", inTwo);
        await yaml.writer.write(items);
        await yaml.writer.end(trailer);
        const read = parse(yaml.written.text, { intAsBigInt: true, logLevel: "error" });
        expect(read.nextToken).toBe("5");
        expect(read.groups.map((group: { entity: string }) => group.entity)).toEqual(
          document.groups.map((group: { entity: string }) => group.entity),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("hold 20,000 items or 32 MB, and then take no more", async () => {
    for (const [item, count] of [
      [{ Id: { S: "a" } }, 20_000],
      [{ Id: { S: "x".repeat(64 * 1024) } }, 512],
    ] as const) {
      const { writer: full } = writer("table", () => []);
      await full.write(Array.from({ length: count - 1 }, () => item));
      expect(full.isFull?.()).toBe(false);
      await full.write([item]);
      expect(full.isFull?.()).toBe(true);
    }
  });
});
