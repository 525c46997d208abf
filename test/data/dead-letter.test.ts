import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deadLetter } from "../../src/data/dead-letter.ts";
import type { Item } from "../../src/values/attribute.ts";
import { parsePlainItem } from "../../src/values/plain.ts";

const item = (id: number, text = ""): Item => ({ Id: { N: `${id}` }, Text: { S: text } });
const why = { code: "ItemTooLarge", message: 'it is "too" large' };

describe("a dead-letter file", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dyn-dead-"));
    path = join(folder, "dead.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const lines = () => readFileSync(path, "utf8").trimEnd().split("\n");

  it("comes to be with the first item only", async () => {
    const dead = deadLetter(path);
    await dead.close();
    expect(existsSync(path)).toBe(false);
    expect(dead.count).toBe(0);
  });

  it("holds an item a line in plain JSON, without loss, and why", async () => {
    const dead = deadLetter(path);
    const lossless: Item = { Id: { N: "12345678901234567890.5" }, Tags: { SS: ["a", "b"] } };
    await dead.add({ item: lossless, ...why });
    await dead.close();
    const [line = ""] = lines();
    expect(JSON.parse(line)).toMatchObject(why);
    const text = line.slice('{"item":'.length, line.indexOf(',"code"'));
    expect(parsePlainItem(text)).toEqual(lossless);
  });

  it("keeps lines whole and in order when many are added at once", async () => {
    const dead = deadLetter(path);
    const ids = Array.from({ length: 50 }, (_, id) => id);
    await Promise.all(ids.map(id => dead.add({ item: item(id, "x".repeat(50_000)), ...why })));
    await dead.close();
    expect(lines().map(line => JSON.parse(line).item.Id)).toEqual(ids);
    expect(dead.count).toBe(50);
  });

  it("adds to what is there from before", async () => {
    writeFileSync(path, "before\n");
    const dead = deadLetter(path);
    await dead.add({ item: item(1), ...why });
    await dead.close();
    expect(lines()).toEqual(["before", expect.stringContaining('"Id":1')]);
  });

  it("says why it cannot be written, and where else to go", async () => {
    const dead = deadLetter(join(folder, "nowhere", "dead.jsonl"));
    await expect(dead.add({ item: item(1), ...why })).rejects.toMatchObject({
      kind: "failed",
      message: expect.stringMatching(/cannot write .*nowhere.*: no such directory/),
      hint: expect.stringContaining("--dead-letter FILE"),
    });
    await dead.close();
  });

  it.skipIf(!existsSync("/dev/full"))("names a full disk", async () => {
    const dead = deadLetter("/dev/full");
    await expect(dead.add({ item: item(1), ...why })).rejects.toMatchObject({
      message: expect.stringContaining("the disk is full"),
    });
    await dead.close();
  });
});
