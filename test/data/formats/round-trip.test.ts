import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CsvShape } from "../../../src/data/export/csv-shape.ts";
import { compressedFrame, decompressed } from "../../../src/data/formats/compression.ts";
import { compressions, fileFormats } from "../../../src/data/formats/format.ts";
import { readRecords } from "../../../src/data/formats/read.ts";
import { encoder } from "../../../src/data/formats/write.ts";
import { MovedItem } from "../../../src/data/transfer/moved-item.ts";
import { isBad } from "../../../src/data/transfer/source.ts";
import type { AttributeValue, Item } from "../../../src/values/attribute.ts";
import { canonicalItem } from "../../../src/values/canonical.ts";
import { items } from "../../values/arbitrary.ts";
import { inChunks } from "./reading.ts";

/** As DynamoDB has them: with a key. */
const stored = items.map(item => Object.assign(item, { Id: { S: "key" } }) as Item);

function nested(levels: number): AttributeValue {
  let value: AttributeValue = { SS: ["a", ""] };
  for (let level = 0; level < levels; level++) {
    value = level % 2 === 0 ? { L: [value] } : { M: { $b: value } };
  }
  return value;
}

describe.each(fileFormats)("%s", format => {
  async function back(all: readonly Item[], compression: (typeof compressions)[number]) {
    const shape = new CsvShape(["Id"]);
    for (const item of all) shape.look(item);
    const { head, encode } = encoder(format, { columns: shape.columns() });
    const frames: Buffer[] = [await compressedFrame(Buffer.from(head), compression)];
    for (const item of all) {
      frames.push(
        await compressedFrame(Buffer.from(encode([MovedItem.ofItem(item)])), compression),
      );
    }
    const read: string[] = [];
    const chunks = decompressed(inChunks(Buffer.concat(frames), 50), compression);
    for await (const records of readRecords(chunks, format)) {
      for (const record of records) {
        expect(isBad(record) && record.problem).toBe(false);
        if (!isBad(record)) read.push(canonicalItem(JSON.parse(record.item.text) as Item));
      }
    }
    return read;
  }

  test.each(compressions)("every item comes back as it was, compression %s", async compression => {
    await fc.assert(
      fc.asyncProperty(fc.array(stored, { maxLength: 4 }), async all => {
        expect(await back(all, compression)).toEqual(all.map(canonicalItem));
      }),
      { numRuns: compression === "none" ? 400 : 60 },
    );
  });

  test("32 levels, and the names that objects have", async () => {
    const item = JSON.parse(
      '{"__proto__":{"N":"1"},"constructor":{"M":{"__proto__":{"NULL":true}}}}',
    );
    const all = [{ ...item, Id: { S: "" }, Deep: nested(32) } as Item, item as Item];
    Object.defineProperty(all[0], "__proto__", { value: { N: "2" }, enumerable: true });
    expect(await back(all, "none")).toEqual(all.map(canonicalItem));
  });
});
