import { describe, expect, test } from "vitest";
import { parseColumns } from "../../../src/data/formats/csv-column.ts";
import { encoder } from "../../../src/data/formats/write.ts";
import { MovedItem } from "../../../src/data/transfer/moved-item.ts";
import type { Item } from "../../../src/values/attribute.ts";
import { recordsOf, shown } from "./reading.ts";

describe("reading CSV", () => {
  test("quotes, commas, line breaks and CRLF as RFC 4180 has them", async () => {
    expect(await shown('\ufeffId,Note\r\n1,"a ""b"", c\r\nd"\r\n2,\r\n3,""\r\n', "csv")).toEqual([
      '2 {"Id":"1","Note":"a \\"b\\", c\\r\\nd"}',
      '4 {"Id":"2"}',
      '5 {"Id":"3","Note":""}',
    ]);
  });

  test("rows that are ragged or broken are bad alone, with their line", async () => {
    const text = 'Id,Note\n1,a\n2\n3,b,c\n\n4,"x"y\n5,a"b\n6,"ok"\n7,"never closed\n8,d\n';
    expect(await shown(text, "csv")).toEqual([
      '2 {"Id":"1","Note":"a"}',
      "3 ! 1 cells, and the header has 2 <2>",
      "4 ! 3 cells, and the header has 2 <3,b,c>",
      '6 ! text behind a closing quote; a quote in a cell is "" <4,"x"y>',
      '7 ! a quote within a cell that has none around it; write it as "" <5,a"b>',
      '8 {"Id":"6","Note":"ok"}',
      '9 ! a quote that is not closed <7,"never closed>',
      '10 {"Id":"8","Note":"d"}',
    ]);
  });

  test("a quote that swallows more lines than an item has bytes is not closed", async () => {
    const rows = (breaks: number) =>
      recordsOf(`Id\n"a${"\n".repeat(breaks)}"\nb\n`, "csv", { size: 65_536 });
    expect((await rows(400_000)).map(({ line }) => line)).toEqual([2, 400_003]);
    expect(await rows(1_000_000)).toMatchObject([
      { line: 2, problem: "a quote that is not closed" },
      { line: 1_000_002, problem: "a quote that is not closed" },
      { line: 1_000_003, item: { text: '{"Id":{"S":"b"}}' } },
    ]);
  });

  test("bytes that are no UTF-8 spoil one row", async () => {
    const bytes = Buffer.concat([
      Buffer.from("Id\na\n"),
      Buffer.from([0xff, 0x62, 10]),
      Buffer.from("c\n"),
    ]);
    expect(await shown(bytes, "csv")).toEqual([
      '2 {"Id":"a"}',
      "3 ! bytes that are not UTF-8 <ÿb>",
      '4 {"Id":"c"}',
    ]);
  });

  test("types by header, by --columns, by the table's key; text otherwise", async () => {
    const text =
      'Id,Age:N,Ok:BOOL,Tags,Any:JSON,Zip\n7,1.50,TRUE,"[""a""]","{""$b"":""aGk=""}",007\n8,,"","","null",\n9,x,true,,,';
    expect(
      await shown(text, "csv", {
        columns: parseColumns("Tags:SS"),
        keyTypes: new Map([["Id", "N"]]),
      }),
    ).toEqual([
      '2 {"Id":7,"Age":1.50,"Ok":true,"Tags":{"$ss":["a"]},"Any":{"$b":"aGk="},"Zip":"007"}',
      '3 {"Id":8,"Any":null}',
      '4 ! Age: "x" is not a number <9,x,true,,,>',
    ]);
  });

  test("an empty list is a list, and no set", async () => {
    expect(await shown('L:L,S:SS\n[],\n,"[]"\n', "csv")).toEqual([
      '2 {"L":[]}',
      expect.stringMatching(/^3 ! S: .*empty/),
    ]);
  });

  test.each([
    ["Id,Id\n", "twice"],
    ["Id,\n", "column 2 has no name"],
    ['"Id\n', "a quote that is not closed"],
  ])("the header %j cannot be used", async (text, problem) => {
    await expect(recordsOf(text, "csv")).rejects.toThrow(problem);
  });

  test("a column that is not there is told", async () => {
    const columns = parseColumns("Aeg:N");
    await expect(recordsOf("Id,Age\n", "csv", { columns })).rejects.toThrow('no column "Aeg"');
    for (const words of ["Age", "Age:X", '"', ""]) {
      expect(() => parseColumns(words)).toThrow("no list of columns");
    }
    expect(parseColumns('"a,b:N",c:S')).toEqual(
      new Map([
        ["a,b", "N"],
        ["c", "S"],
      ]),
    );
  });

  test("skipped records are those of several lines, too", async () => {
    expect(await shown('Id\n"a\nb"\nc,d\ne\n', "csv", { skip: 2 })).toEqual(['5 {"Id":"e"}']);
  });
});

test("writing CSV: types in the header, quotes where they are needed", () => {
  const { head, encode } = encoder("csv", {
    columns: [
      { name: "Id" },
      { name: "a:N" },
      { name: "Any", type: "JSON" },
      { name: "n,m", type: "N" },
    ],
  });
  const all = [
    { Id: { S: 'say "hi"' }, "a:N": { S: "" }, Any: { S: "x" }, "n,m": { N: "1" } },
    { Id: { S: "=1+1" }, Any: { NULL: true } },
  ] as Item[];
  expect(head + encode(all.map(MovedItem.ofItem))).toBe(
    'Id,a:N:S,Any:JSON,"n,m:N"\r\n"say ""hi""","","""x""",1\r\n=1+1,,null,\r\n',
  );
});
