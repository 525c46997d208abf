import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import { fakeContext } from "../support/context.ts";
import { uniqueTable } from "../support/engine.ts";
import { dyn } from "../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "dyn-model-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A model with these sample items, as a file, and its table, made from it. */
async function model(items: readonly object[]): Promise<{ file: string; table: string }> {
  const table = uniqueTable("Model");
  const file = join(folder, `${table}.json`);
  const forum = {
    TableName: table,
    KeyAttributes: { PartitionKey: { AttributeName: "Id", AttributeType: "S" } },
    TableData: items,
  };
  writeFileSync(file, JSON.stringify({ ModelName: "M", DataModel: [forum] }, null, 2));
  expect(await dyn(["table", "create", file])).toMatchObject({ code: 0 });
  return { file, table };
}

const item = (at: number) => ({
  Id: { S: `a${at}` },
  Digits: { N: "12345678901234567890.5" },
  __proto: { M: { x: { SS: ["a", "b"] } } },
});

describe("dyn seed --from", () => {
  it("writes the sample items of a table, as exact as they are", async () => {
    const items = Array.from({ length: 30 }, (_, at) => item(at));
    const { file, table } = await model(items);
    expect(await dyn(["seed", table, "--from", file])).toMatchObject({ code: 0, err: "" });
    const { out } = await dyn(["scan", table, "--all", "-o", "dynamodb-json"]);
    const read = out
      .trimEnd()
      .split("\n")
      .map(line => JSON.parse(line).Item);
    expect(read).toHaveLength(30);
    expect(read).toContainEqual(item(17));
  });

  it("takes the first ones with --count, and shows some with --dry-run", async () => {
    const { file, table } = await model([item(0), item(1), item(2), item(3)]);
    const dry = await dyn(["seed", table, "--from", file, "--dry-run", "-o", "dynamodb-json"]);
    expect(dry.err).toBe(`the first 3 of 4 items for ${table}; none was sent\n`);
    expect(JSON.parse(dry.out.split("\n")[0] ?? "")).toEqual({ Item: item(0) });
    const { out } = await dyn(["seed", table, "--from", file, "--count", "2"]);
    expect(JSON.parse(out)).toMatchObject({ written: 2 });
  });

  it("explains what it cannot take", async () => {
    const { file, table } = await model([item(0), { Id: "plain" }, { Id: { X: "1" } }]);
    expect(await dyn(["seed", table, "--from", file])).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /:31:9 {2}Id: must be a typed value.*\n.*:34:9 {2}Id: must have exactly one/,
      ),
    });
    expect(await dyn(["seed", "Other", "--from", file])).toMatchObject({ code: 2 });
    const good = await model([item(0)]);
    expect(await dyn(["seed", good.table, "--from", good.file, "--count", "2"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("has only 1 items"),
    });
    expect(
      await dyn(["seed", good.table, "--from", good.file, "--template", good.file]),
    ).toMatchObject({ code: 2, err: expect.stringContaining("from one of --template") });
    expect(await dyn(["seed", good.table, "--from", good.file, "--seed", "2"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--seed means nothing with --from"),
    });
  });

  it("names an item that lacks the key", async () => {
    const { file, table } = await model([item(0), { Other: { S: "x" } }]);
    expect(await dyn(["seed", table, "--from", file])).toMatchObject({
      code: 2,
      err: expect.stringContaining('item 1 has no attribute "Id"'),
    });
  });

  it("writes the items of a file of any form, or the first of them", async () => {
    const { table } = await model([item(0)]);
    const plain = join(folder, "items.jsonl");
    const typed = join(folder, "items.json");
    const csv = join(folder, "items.csv");
    const digits = "12345678901234567890.5";
    writeFileSync(
      plain,
      `{"Id": "p0", "Digits": ${digits}}\n{"Id": "p1", "Set": {"$ss": ["a"]}}\n`,
    );
    writeFileSync(typed, `{"Item":{"Id":{"S":"t0"}}}\n{"Item":{"Id":{"S":"t1"}}}\n`);
    writeFileSync(csv, "Id,Age:N\r\nc0,7\r\n");
    for (const [file, written] of [
      [plain, 2],
      [typed, 2],
      [csv, 1],
    ] as const) {
      const { code, out, err } = await dyn(["seed", table, "--from", file]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(JSON.parse(out)).toMatchObject({ written });
    }
    const first = await dyn(["seed", table, "--from", plain, "--count", "1", "--dry-run"]);
    expect(first.out).toBe(`{"Id":"p0","Digits":${digits}}\n`);
    const { out } = await dyn(["scan", table, "--all", "-o", "jsonl"]);
    expect(out.trim().split("\n").sort()).toEqual([
      '{"Id":"c0","Age":7}',
      `{"Id":"p0","Digits":${digits}}`,
      '{"Id":"p1","Set":{"$ss":["a"]}}',
      '{"Id":"t0"}',
      '{"Id":"t1"}',
    ]);
  });

  it("takes items from standard input", async () => {
    const { table } = await model([item(0)]);
    const input = '{"Id": "s0"}\n{"Id": "s1"}\n';
    const { code, out } = await dyn(["seed", table, "--from", "-"], { input });
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, written: 2 });
  });

  it("ends at Ctrl-C while it waits for standard input", async () => {
    const context = fakeContext({ cwd: folder });
    const ran = main(["seed", "Any", "--from", "-", "-t", "memory"], context);
    context.stdin.push('{"Id": "s0"}\n');
    context.interrupt();
    expect(await ran).toBe(130);
  });

  it("names the lines of a file that are no items, and writes none", async () => {
    const { table } = await model([item(0)]);
    const file = join(folder, "bad.jsonl");
    writeFileSync(file, '{"Id": "a"}\n{"Id": }\n\n[1]\n');
    const { code, err } = await dyn(["seed", table, "--from", file]);
    expect(code).toBe(2);
    expect(err).toMatch(/bad\.jsonl:2:8 {2}.*\n(?:.*\n)*.*bad\.jsonl:4:1 {2}/);
    expect(err).toContain(`dyn import ${table} ${file}`);
    expect((await dyn(["scan", table, "--count", "-o", "table"])).out).toBe("0\n");
    writeFileSync(file, "");
    expect(await dyn(["seed", table, "--from", file])).toMatchObject({
      code: 2,
      err: expect.stringContaining("has no items"),
    });
    expect(await dyn(["seed", table, "--from", join(folder, "none.json")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("no such file"),
    });
  });
});
