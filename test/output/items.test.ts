import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { DynError } from "../../src/errors.ts";
import type { Format } from "../../src/output/format.ts";
import { type ItemsOptions, itemWriter, writeItem } from "../../src/output/items.ts";
import { paint } from "../../src/output/paint.ts";
import type { Item } from "../../src/values/attribute.ts";
import { itemsEqual } from "../../src/values/equal.ts";
import { parsePlainItem } from "../../src/values/plain.ts";
import { items as anyItem } from "../values/arbitrary.ts";

const now = Date.UTC(2026, 0, 1);
const trailer = { count: 2, scannedCount: 5, nextToken: "AbC", consumedCapacity: 0.5 };

async function written(
  format: Format,
  pages: readonly (readonly Item[])[],
  options: Partial<ItemsOptions> & { columns_?: number; isTTY?: boolean } = {},
): Promise<string> {
  let text = "";
  const { columns_ = 80, isTTY = false, ...rest } = options;
  const sink = {
    isTTY,
    columns: columns_,
    write: async (piece: string) => {
      text += piece;
    },
  };
  const writer = itemWriter(format, sink, { keys: ["Id"], now, paint: paint(false), ...rest });
  for (const page of pages) await writer.write(page);
  await writer.end(trailer);
  return text;
}

const digits = "12345678901234567890123456789012345678";
const one: Item = { Name: { S: "Ann" }, Id: { S: "a" }, Big: { N: digits } };
const two: Item = { Id: { S: "b" }, Tags: { L: [{ S: "x,y" }, { NULL: true }] } };

describe("data formats", () => {
  it.each(["csv", "table", "json", "jsonl", "yaml"] as const)(
    "prints a page of hundreds of thousands of tiny items as %s",
    async format => {
      const page = Array.from({ length: 250_000 }, (_, n) => ({ Id: { N: String(n) } }));
      expect(await written(format, [page])).toContain("249999");
    },
  );

  it("prints jsonl with keys first, and every digit", async () => {
    expect(await written("jsonl", [[one], [two]])).toBe(
      `{"Id":"a","Big":${digits},"Name":"Ann"}\n{"Id":"b","Tags":["x,y",null]}\n`,
    );
  });

  it("streams one JSON document over all pages", async () => {
    const text = await written("json", [[one], [], [two]]);
    expect(text).toContain(`"Big":${digits}`);
    expect(JSON.parse(text)).toMatchObject({ ...trailer, items: [{ Id: "a" }, { Id: "b" }] });
    expect(JSON.parse(await written("json", [[]]))).toEqual({ items: [], ...trailer });
  });

  it("prints the same document as YAML", async () => {
    const text = await written("yaml", [[one], [two]]);
    expect(text).toContain(`Big: ${digits}\n`);
    expect(parse(text)).toMatchObject({ ...trailer, items: [{ Name: "Ann" }, { Id: "b" }] });
    expect(parse(await written("yaml", []))).toEqual({ items: [], ...trailer });
  });

  it("prints the typed form of AWS exports", async () => {
    expect(await written("dynamodb-json", [[two]])).toBe(
      '{"Item":{"Id":{"S":"b"},"Tags":{"L":[{"S":"x,y"},{"NULL":true}]}}}\n',
    );
  });

  test("jsonl reads back as the same items, whatever is in them", async () => {
    await fc.assert(
      fc.asyncProperty(anyItem, async item => {
        const text = await written("jsonl", [[item]]);
        expect(itemsEqual(parsePlainItem(text), item)).toBe(true);
      }),
    );
  });

  test("YAML reads back as what jsonl says", async () => {
    const options = { intAsBigInt: true };
    await fc.assert(
      fc.asyncProperty(anyItem, async item => {
        const [yaml, json] = [await written("yaml", [[item]]), await written("jsonl", [[item]])];
        expect(parse(yaml, options).items[0]).toEqual(parse(json, options));
      }),
    );
  });

  test("on a terminal JSON is free of control characters and still the same item", async () => {
    await fc.assert(
      fc.asyncProperty(anyItem, async item => {
        const text = await written("jsonl", [[item]], { isTTY: true });
        expect(text.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(itemsEqual(parsePlainItem(text), item)).toBe(true);
      }),
    );
  });
});

describe("csv", () => {
  it("takes its header from all items of the window, and quotes as RFC 4180 says", async () => {
    const quote: Item = { Id: { S: 'c"\r\n' }, Empty: { S: "" }, Yes: { BOOL: true } };
    expect(await written("csv", [[one], [two, quote]])).toBe(
      [
        "Id,Big,Empty,Name,Tags,Yes",
        `a,${digits},,Ann,,`,
        'b,,,,"[""x,y"",null]",',
        '"c""\r\n",,"",,,true',
        "",
      ].join("\r\n"),
    );
  });

  it("says at the end which attributes came too late for the header", async () => {
    const failure = written("csv", [[one], [two], [two]], { windowItems: 1 });
    await expect(failure).rejects.toThrow(DynError);
    await expect(failure).rejects.toMatchObject({
      kind: "partial",
      message: expect.stringContaining('"Tags" (2 items)'),
      hint: expect.stringContaining("--select"),
    });
  });

  it("has the columns that the user named", async () => {
    expect(await written("csv", [[{ Name: { S: "Ann" } }]], { columns: ["Tags", "Name"] })).toBe(
      "Tags,Name\r\n,Ann\r\n",
    );
  });
});

describe("table", () => {
  it("shows keys first, numbers on the right with all digits, and how long an item lives", async () => {
    const lines = [
      { Id: { S: "a" }, N: { N: "5" }, Until: { N: String(now / 1000 + 21 * 3600) } },
      { Id: { S: "b" }, N: { N: "12345.678" }, Until: { N: String(now / 1000 - 172_800) } },
    ];
    expect(await written("table", [lines], { ttl: "Until" })).toBe(
      [
        "Id          N  Until",
        `a           5  ${now / 1000 + 75_600}  (in 21 h)`,
        `b   12345.678  ${now / 1000 - 172_800}  (2 d ago)`,
        "",
      ].join("\n"),
    );
  });

  it("never wraps: long values are cut, and columns without room are counted", async () => {
    const wide: Item = { Id: { S: "k".repeat(60) } };
    for (let n = 1; n <= 12; n++) wide[`Attribute${n}`] = { S: "表".repeat(40) };
    for (const columns_ of [40, 60, 80, 200]) {
      const text = await written("table", [[wide]], { columns_ });
      const { default: stringWidth } = await import("string-width");
      for (const line of text.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(columns_);
      expect(text).toContain("…");
      expect(text).toMatch(/… \d+ more \(-o json\)/);
    }
  });

  test("no line is wider than the terminal, whatever the items", async () => {
    const { default: stringWidth } = await import("string-width");
    const pages = fc.array(anyItem, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pages, fc.integer({ min: 40, max: 120 }), async (page, columns_) => {
        const text = await written("table", [page], { columns_ });
        for (const line of text.split("\n")) {
          expect(stringWidth(line)).toBeLessThanOrEqual(columns_);
        }
      }),
    );
  });

  it("uses the room to its last column", async () => {
    const item: Item = { Id: { S: "a" }, Text: { S: "x".repeat(50) }, Zest: { S: "y".repeat(50) } };
    const text = await written("table", [[item]], { columns_: 40 });
    expect(text).toBe(`Id  Text  … 1 more (-o json)\na   ${"x".repeat(35)}…\n`);
  });

  it("shows what steers a terminal instead of obeying it", async () => {
    const evil: Item = { Id: { S: "\u001b[2J\u202e\r\n" }, "\u0007": { S: "x" } };
    const text = await written("table", [[evil]]);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain("\\u{1b}[2J");
  });

  it("keeps the layout of the window for later items", async () => {
    const text = await written("table", [[{ Id: { S: "a" } }], [{ Id: { S: "abcdef" } }]], {
      windowItems: 1,
    });
    expect(text).toBe("Id\na\na…\n");
  });
});

describe("a single item", () => {
  const sink = (taken: string[]) => ({
    isTTY: false,
    columns: 30,
    write: async (text: string) => void taken.push(text),
  });
  const options = { keys: ["Id"], now, paint: paint(false) };

  it.each([
    ["json", `{\n  "Id": "a",\n  "Big": ${digits},\n  "Name": "Ann"\n}\n`],
    ["jsonl", `{"Id":"a","Big":${digits},"Name":"Ann"}\n`],
    ["yaml", `Id: a\nBig: ${digits}\nName: Ann\n`],
    ["csv", `Id,Big,Name\r\na,${digits},Ann\r\n`],
    ["table", `Id    a\nBig   ${digits.slice(0, 23)}…\nName  Ann\n`],
  ] as const)("is itself in %s", async (format, text) => {
    const taken: string[] = [];
    await writeItem(one, format, sink(taken), options);
    expect(taken.join("")).toBe(text);
  });
});
