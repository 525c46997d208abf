// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { runHere } from "../support/in-process.ts";

let folder: string;
let target: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-seed-"));
  target = (await engine()).endpoint.origin;
  const tables = ["Things", "Same", "Others", "Odd", "Many", "Lost"];
  const schemas = tables.map(table => `table: ${table}\npartitionKey: Id S\n`);
  writeFileSync(join(folder, "tables.yaml"), schemas.join("---\n"));
  writeFileSync(
    join(folder, "thing.yaml"),
    "Id: thing-${i}\nName: ${name()}\nSize: ${int(1, 9)}\n",
  );
  writeFileSync(
    join(folder, "large.yaml"),
    "Id: thing-${i}\nA: ${text(i % 10 * 40000)}\nB: ${text(i % 10 * 40000)}\n",
  );
  const created = await dyn(["table", "create", "tables.yaml"]);
  expect(created.code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const built = (args: readonly string[]) => runDyn([...args, "-t", target], { cwd: folder });
const dyn = (args: readonly string[]) => runHere([...args, "-t", target], { cwd: folder });

const itemsOf = async (table: string): Promise<string[]> => {
  const { stdout } = await dyn(["scan", table, "--all", "-o", "jsonl"]);
  return stdout.trimEnd().split("\n").toSorted();
};

describe("dyn seed", () => {
  it("fills a table from a template and sums it up as a document", async () => {
    const { stdout, code } = await built([
      "seed",
      "Things",
      "--template",
      "thing.yaml",
      "--count",
      "60",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      table: "Things",
      written: 60,
      rejected: 0,
      seconds: expect.any(Number),
      itemsPerSecond: expect.any(Number),
    });
    const items = await itemsOf("Things");
    expect(items).toHaveLength(60);
    expect(JSON.parse(items[0] ?? "")).toEqual({
      Id: "thing-0",
      Name: expect.stringMatching(/\w+ \w+/),
      Size: expect.any(Number),
    });
  });

  it("makes the same items for the same seed, and others for another", async () => {
    const args = ["--template", "thing.yaml", "--count", "30"];
    await dyn(["seed", "Same", ...args, "--seed", "7"]);
    const once = await itemsOf("Same");
    await dyn(["seed", "Same", ...args, "--seed", "7", "--concurrency", "1"]);
    expect(await itemsOf("Same")).toEqual(once);
    await dyn(["seed", "Same", ...args, "--seed", "8"]);
    expect(await itemsOf("Same")).not.toEqual(once);
  });

  it("takes item, count and seed from an entity of a scenario", async () => {
    const entity = "{ table: Others, count: 12, item: { Id: 'o-${i}' } }";
    writeFileSync(
      join(folder, "load.yaml"),
      `entities:\n  other: ${entity}\noperations:\n  get: { get: { entity: other } }\n`,
    );
    const { stdout, code } = await dyn([
      "seed",
      "Others",
      "--scenario",
      "load.yaml",
      "-o",
      "table",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^12 items in Others in .*items\/s\)\n$/);
    const wrong = await dyn(["seed", "Others", "--scenario", "load.yaml", "--entity", "othr"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('has no entity "othr"; did you mean "other"?');
  });

  it("shows the first items with --dry-run, and sends nothing", async () => {
    const args = ["seed", "Things", "--template", "thing.yaml", "--count", "500", "--dry-run"];
    const { stdout, stderr, code } = await runHere([...args, "-t", "http://127.0.0.1:1"], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map(line => JSON.parse(line).Id),
    ).toEqual(["thing-0", "thing-1", "thing-2"]);
    expect(stderr).toBe("the first 3 of 500 items for Things; none was sent\n");
  });

  it("puts what the table does not take into the dead-letter file, and exits 5", async () => {
    const args = ["seed", "Odd", "--template", "large.yaml", "--count", "20"];
    const { stdout, stderr, code } = await built(args);
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ written: 12, rejected: 8 });
    expect(stderr).toContain(
      "error: 8 of 20 items were not stored; they are in Odd.dead-letter.jsonl\n",
    );
    expect(stderr).toMatch(/the first, item \d+: the item has \d+ bytes; .*400 KB/);
    const lines = readFileSync(join(folder, "Odd.dead-letter.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map(line => JSON.parse(line).item.Id).toSorted()).toEqual(
      [6, 7, 8, 9, 16, 17, 18, 19].map(index => `thing-${index}`).toSorted(),
    );
    expect(await itemsOf("Odd")).toHaveLength(12);
  });

  it("names the dead-letter file that it cannot write", async () => {
    const args = ["seed", "Odd", "--template", "large.yaml", "--count", "20"];
    const { stderr, code } = await dyn([...args, "--dead-letter", "no/such/place.jsonl"]);
    expect(code).toBe(1);
    expect(stderr).toContain("no/such/place.jsonl: no such directory");
  });

  it.each([
    ["no source", [], /--template FILE, --scenario FILE and --from FILE/],
    ["no count", ["--template", "thing.yaml"], /how many items\?/],
    ["an entity of a template", ["--template", "thing.yaml", "--entity", "x"], /--entity/],
    [
      "a file that is not there",
      ["--template", "none.yaml", "--count", "1"],
      /cannot read none.yaml/,
    ],
    ["an odd count", ["--template", "thing.yaml", "--count", "-5"], /whole number/],
  ])("refuses %s as wrong usage", async (_, args, message) => {
    const { stdout, stderr, code } = await dyn(["seed", "Things", ...args]);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toMatch(message);
  });

  it("finds before it sends anything that items lack a key", async () => {
    writeFileSync(join(folder, "keyless.yaml"), "Name: ${name()}\n");
    const { stderr, code } = await dyn([
      "seed",
      "Lost",
      "--template",
      "keyless.yaml",
      "--count",
      "5",
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("its items lack Id, a key of Lost");
    expect(await itemsOf("Lost")).toEqual([""]);
  });

  it("asks before it writes to a protected target, which a pipe cannot answer", async () => {
    const production = `production: { endpoint: "${target}", region: eu-west-1, protect: true }`;
    writeFileSync(join(folder, "dyn.yaml"), `targets:\n  ${production}\n`);
    const args = ["seed", "Lost", "--template", "thing.yaml", "--count", "5", "-t", "production"];
    const { stderr, code } = await runDyn(args, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain("will not write 5 items into Lost on production");
    expect(await itemsOf("Lost")).toEqual([""]);
  });

  it("knows the table that was meant", async () => {
    const { stderr, code } = await dyn([
      "seed",
      "Thing",
      "--template",
      "thing.yaml",
      "--count",
      "1",
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: Thing: no such table on http.*\n +did you mean Things\?\n$/);
  });

  it("stops cleanly when interrupted, and says how far it came", async () => {
    const proxy = await startFaultProxy((await engine()).endpoint, () => undefined);
    try {
      const running = runDyn(
        ["seed", "Many", "--template", "thing.yaml", "--count", "1000000", "-t", proxy.url.href],
        {
          cwd: folder,
          interruptWhen: () =>
            proxy.seen.filter(({ operation }) => operation === "BatchWriteItem").length > 40,
        },
      );
      const { stdout, stderr, code } = await running;
      expect({ stdout, code }).toEqual({ stdout: "", code: 130 });
      const written = /stopped with ([\d,]+) of 1,000,000 items in Many/.exec(stderr)?.[1];
      const count = Number(written?.replaceAll(",", ""));
      expect(count).toBeGreaterThan(0);
      expect(await itemsOf("Many")).toHaveLength(count);
    } finally {
      await proxy.close();
    }
  });

  it("ends at once when the store is lost, instead of rejecting the rest", async () => {
    const proxy = await startFaultProxy((await engine()).endpoint, n =>
      n > 20 ? { kind: "resetBefore" } : undefined,
    );
    try {
      const args = ["seed", "Lost", "--template", "thing.yaml", "--count", "1000000"];
      const { stderr, code } = await runDyn([...args, "-t", proxy.url.href], { cwd: folder });
      expect(code).toBe(4);
      expect(stderr).toMatch(/^stopped with \d+ of 1,000,000 items in Lost$/m);
      expect(stderr).toMatch(/^error: cannot reach http/m);
      expect(existsSync(join(folder, "Lost.dead-letter.jsonl"))).toBe(false);
    } finally {
      await proxy.close();
    }
  });
});
