import { describe, expect, test } from "vitest";
import { readRecords } from "../../../src/data/formats/read.ts";
import { recordsOf, shown } from "./reading.ts";

describe("lines", () => {
  test.each([1, 3, 1000])("are told apart whatever the chunks, of %i bytes", async size => {
    const text = '\ufeff{"Id":"ä"}\r\n\n  \n{"Id":"😀"}\n{"Id":"last"}';
    expect(await shown(text, "jsonl", { size })).toEqual(
      ['1 {"Id":"ä"}', '4 {"Id":"😀"}', '5 {"Id":"last"}'].map(line =>
        Buffer.from(line).toString(),
      ),
    );
  });

  test("what is no item is a record with its bytes, its line and what is wrong", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"Id":"a"}\nnonsense\n{"Id":'),
      Buffer.from([0x22, 0xc3, 0x22, 0x7d, 10]),
      Buffer.from(`{"Id":1,"Id":2}\n{"N":${"9".repeat(39)}}\n[1]\n{"Id":"b"`),
    ]);
    expect(await shown(bytes, "jsonl")).toEqual([
      '1 {"Id":"a"}',
      '2 ! column 1: expected a value, found "nonsense" <nonsense>',
      '3 ! bytes that are not UTF-8 <{"Id":"Ã"}>',
      '4 ! column 9: the name "Id" is there twice <{"Id":1,"Id":2}>',
      expect.stringContaining("5 ! column 6: this number has 39 significant digits"),
      expect.stringContaining("6 ! column 1: an item must be an object"),
      expect.stringContaining("7 ! column 10: expected"),
    ]);
  });

  test("a line that never ends is one bad record, and memory stays flat", async () => {
    async function* endless() {
      yield Buffer.from('{"Id":"a"}\n"');
      const part = Buffer.alloc(1024 * 1024, 120);
      for (let at = 0; at < 40; at++) yield part;
      yield Buffer.from('"\n{"Id":"b"}\n');
    }
    const { readRecords } = await import("../../../src/data/formats/read.ts");
    const found: string[] = [];
    for await (const records of readRecords(endless(), "jsonl")) {
      for (const record of records) {
        found.push(
          "problem" in record ? `${record.line} ! ${record.bytes.length}` : `${record.line}`,
        );
      }
    }
    expect(found).toEqual(["1", `2 ! ${64 * 1024}`, "3"]);
  });

  test("skipped records are not looked at; blank lines are none", async () => {
    expect(await shown('{"Id":1}\n\nbad\n{"Id":2}\n', "jsonl", { skip: 2 })).toEqual([
      '4 {"Id":2}',
    ]);
  });
});

describe("dead letters", () => {
  test("are read as their items, or as what they hold in its format", async () => {
    const base64 = Buffer.from('{"Id":"c"}').toString("base64");
    const lines = [
      '{"item":{"Id":"a","m":{"x":[1.50,"}"]}},"code":"X","message":"m","source":"f:1"}',
      '{"code":"X", "item" : {"$$b":"x"} }',
      '{"text":"{\\"Id\\":\\"b\\"}","format":"jsonl","code":"Unreadable"}',
      `{"base64":"${base64}","format":"jsonl"}`,
      '{"text":"{\\"Item\\":{\\"Id\\":{\\"S\\":\\"d\\"}}}","format":"dynamodb-json"}',
      `{"item":{"deep":${"[".repeat(32)}${"]".repeat(32)}}}`,
    ];
    expect(await shown(lines.join("\n"), "dead-letter")).toEqual([
      '1 {"Id":"a","m":{"x":[1.50,"}"]}}',
      '2 {"$$b":"x"}',
      '3 {"Id":"b"}',
      '4 {"Id":"c"}',
      '5 {"Id":"d"}',
      `6 {"deep":${"[".repeat(32)}${"]".repeat(32)}}`,
    ]);
  });

  test("that are still bad stay as they stand", async () => {
    const lines = [
      '{"text":"nonsense","format":"jsonl"}',
      '{"text":"a,b","format":"csv"}',
      '{"base64":"/w==","format":"jsonl"}',
      '{"item":[]}',
      '{"text":"x","format":"xml"}',
      "{}",
      "[]",
      "1",
      '{"item":',
    ];
    const records = await recordsOf(lines.join("\n"), "dead-letter");
    expect(
      records.map(record => "bytes" in record && Buffer.from(record.bytes).toString()),
    ).toEqual(lines);
  });
});

test("a long line that comes byte by byte takes the memory of its bytes", async () => {
  const byte = Buffer.from("x");
  const before = process.memoryUsage().heapUsed;
  let grownBytes = 0;
  async function* trickle() {
    for (let count = 0; count < 2_000_000; count++) yield byte;
    grownBytes = process.memoryUsage().heapUsed - before;
  }
  let bad = 0;
  for await (const records of readRecords(trickle(), "jsonl")) bad += records.length;
  expect(bad).toBe(1);
  expect(grownBytes).toBeLessThan(80e6);
});
