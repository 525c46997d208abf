import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inputFiles } from "../../src/data/formats/input-files.ts";
import { isBad } from "../../src/data/transfer/source.ts";
import type { Item } from "../../src/values/attribute.ts";
import { parsePlainItem } from "../../src/values/plain.ts";
import { runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import {
  type Fault,
  type Faults,
  seeded,
  startFaultProxy,
  throttle,
} from "../support/fault-proxy.ts";
import { dyn, dynAnywhere } from "../support/in-process.ts";
import { startDyn } from "../support/started.ts";
import { tableWith } from "../support/tables.ts";

const total = 300;
const all: readonly Item[] = Array.from({ length: total }, (_, n) => ({
  Pk: { S: `p-${n % 13}` },
  Sk: { N: `${n}` },
  Group: { S: n % 2 === 0 ? "even" : "odd" },
  Rank: { N: `${n}.0000000000000000000000000000000001` },
  Text: { S: `"}],{[\\,\r\n ü 🙂 \u0007 ${n}` },
  ...(n === total - 1 && { Late: { SS: ["a"] } }),
}));

const program = join(import.meta.dirname, "../../bin/dyn.js");
let table: string;
let empty: string;
beforeAll(async () => {
  table = await tableWith(all);
  empty = await tableWith([]);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-export-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: string[]) => dyn(["export", ...words], { cwd: folder });
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const lines = (text: string) => text.split("\n").slice(0, -1);
const bySk = (items: readonly Item[]) =>
  items.toSorted((one, other) => Number(Object(one.Sk).N) - Number(Object(other.Sk).N));
const plainItems = (text: string) => bySk(lines(text).map(line => parsePlainItem(line)));

describe("export", () => {
  it("writes items to stdout, and what it did to stderr", async () => {
    const ran = await run(table);
    expect(ran.code).toBe(0);
    expect(plainItems(ran.out)).toEqual(all);
    expect(ran.err).toMatch(/^exported 300 items of \S+ · \S+ in .* · [\d.]+ read units\n$/);
    expect((await run(table, "--quiet")).err).toBe("");
  });

  it.each(["1", "5"])("writes a file in %s segments, and a summary", async segments => {
    const ran = await run(table, "all.jsonl", "--segments", segments, "--page-size", "7");
    expect(ran.err).toBe("");
    expect(plainItems(read("all.jsonl"))).toEqual(all);
    const bytes = statSync(join(folder, "all.jsonl")).size;
    expect(JSON.parse(ran.out)).toMatchObject({
      schema: "dyn.export/1",
      table,
      items: total,
      files: [{ name: "all.jsonl", items: total, bytes }],
      throttled: 0,
    });
    expect(readdirSync(folder)).toEqual(["all.jsonl"]);
  });

  it("writes DynamoDB JSON as it is, compressed", async () => {
    await run(table, "all.dynamodb.json.gz");
    const text = gunzipSync(readFileSync(join(folder, "all.dynamodb.json.gz"))).toString("utf8");
    expect(bySk(lines(text).map(line => JSON.parse(line).Item))).toEqual(all);
  });

  it("writes a CSV with a column for each attribute that any item has", async () => {
    const ran = await run(table, "all.csv", "--page-size", "10");
    expect(ran.err).toBe("");
    expect(read("all.csv")).toMatch(/^Pk,Sk:N,Group,Late:SS,Rank:N,Text\r\n/);
    expect(readdirSync(folder)).toEqual(["all.csv"]);
    const printed = await run(table, "--format", "csv");
    expect(lines(printed.out).toSorted()).toEqual(lines(read("all.csv")).toSorted());
    expect(printed.err).toMatch(/^exported/);
  });

  it("streams a CSV of selected attributes, and says what its header does not", async () => {
    const ran = await run(table, "-o", "csv", "--select", "Text, Rank", "--filter", "Sk < 2");
    expect(ran.out).toMatch(/^Text,Rank\r\n/);
    expect(ran.err).toContain('import it with --columns "Rank:N"');
  });

  it("reads what was asked for", async () => {
    const ran = await run(
      table,
      "--index",
      "ByGroup",
      "--filter",
      "`Group` = 'odd'",
      "--select",
      "Sk",
    );
    const odd = all.filter((_, n) => n % 2 === 1).map(({ Sk }) => ({ Sk }));
    expect(plainItems(ran.out)).toEqual(odd);
    expect(await run(table, "--index", "ByGroup", "--consistent")).toMatchObject({ code: 2 });
    const dry = await run(table, "x.jsonl", "--select", "Sk", "--dry-run");
    expect(JSON.parse(dry.out)).toMatchObject({ operation: "Scan", input: { TableName: table } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("splits by size", async () => {
    const ran = await run(table, "part.jsonl", "--split", "8KB");
    const { files } = JSON.parse(ran.out);
    expect(files.length).toBeGreaterThan(2);
    expect(files.every(({ bytes }: { bytes: number }) => bytes <= 8192)).toBe(true);
    const names = files.map(({ name }: { name: string }) => name);
    expect(names.slice(0, 2)).toEqual(["part-0001.jsonl", "part-0002.jsonl"]);
    expect(readdirSync(folder)).toEqual(names);
    expect(plainItems(names.map(read).join(""))).toEqual(all);
    const refused = await run(table, "part.jsonl", "--split", "1MB");
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringContaining("part-0001.jsonl exists"),
    });
    await run(table, "part.jsonl", "--split", "1MB", "--overwrite");
    expect(readdirSync(folder)).toEqual(["part-0001.jsonl"]);
  });

  it("writes each part of a CSV with its header", async () => {
    await run(table, "part.csv", "--split", "8KB");
    for (const name of readdirSync(folder)) expect(read(name)).toMatch(/^Pk,Sk:N,/);
  });

  it("leaves a file that is there, unless told to replace it", async () => {
    writeFileSync(join(folder, "all.jsonl"), "mine");
    const refused = await run(table, "all.jsonl");
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toMatch(/^error: all\.jsonl exists\n +replace it with --overwrite/);
    expect(read("all.jsonl")).toBe("mine");
    await run(table, "all.jsonl", "--overwrite");
    expect(plainItems(read("all.jsonl"))).toEqual(all);
  });

  it("makes a file of an empty table, too", async () => {
    await run(empty, "none.jsonl");
    await run(empty, "none.csv");
    expect(read("none.jsonl")).toBe("");
    expect(read("none.csv")).toBe("Pk,Sk\r\n");
  });

  it.each([
    [["all.txt"], "does not tell a format"],
    [["no/such/all.jsonl"], "cannot write no/such/all.jsonl: no such directory"],
    [["--split", "1MB"], "--split needs a file"],
    [["--checkpoint", "c"], "--checkpoint needs a file"],
    [["x.jsonl", "--checkpoint", "./x.jsonl"], "a checkpoint cannot be in the file"],
    [["/dev/null", "--format", "jsonl", "--overwrite"], "/dev/null is no file"],
    [[".", "--format", "csv"], "is a directory"],
    [["x.jsonl", "--index", "ByGruop"], 'did you mean "ByGroup"?'],
    [["x.jsonl", "--split", "0MB"], "It takes a size such as"],
    [["-o", "yaml"], "not exported as yaml"],
  ])("says what is wrong with %j", async (words, message) => {
    const ran = await run(table, ...words);
    expect(ran.err).toContain(message);
    expect(ran.code).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("never steers a terminal", async () => {
    const ran = await dyn(["export", table], { cwd: folder, stdoutTTY: true });
    expect(ran.out).not.toContain("\u0007");
    expect(plainItems(ran.out)).toEqual(all);
  });
});

describe("export to a directory", () => {
  const imported = async (place: string) => {
    const files = await inputFiles([place], { cwd: folder, stdin: Readable.from([]) });
    const found: Item[] = [];
    for (const file of files) {
      for await (const records of file.records()) {
        for (const record of records) if (!isBad(record)) found.push(record.item.item);
      }
    }
    return { files: files.length, items: bySk(found) };
  };

  it("has AWS's own layout, with manifests that hold", async () => {
    const ran = await run(table, "out/", "--split", "4KB");
    expect(ran.err).toBe("");
    const document = JSON.parse(ran.out);
    expect(document.files.length).toBeGreaterThan(1);
    const [name = ""] = readdirSync(join(folder, "out/AWSDynamoDB"));
    expect(document.files[0].name).toMatch(
      new RegExp(`^out/AWSDynamoDB/${name}/data/[a-z2-7]{26}\\.json\\.gz$`),
    );
    expect(readdirSync(join(folder, "out/AWSDynamoDB", name)).toSorted()).toEqual([
      "_started",
      "data",
      "manifest-files.checksum",
      "manifest-files.json",
      "manifest-summary.checksum",
      "manifest-summary.json",
    ]);
    const place = join("out/AWSDynamoDB", name);
    expect(await imported(place)).toEqual({ files: document.files.length, items: all });
  });

  it("is chosen by a directory that exists, and may be of an empty table", async () => {
    mkdirSync(join(folder, "there"));
    await run(empty, "there");
    const [name = ""] = readdirSync(join(folder, "there/AWSDynamoDB"));
    expect((await imported(join("there/AWSDynamoDB", name))).items).toEqual([]);
  });

  it("never leads out of the directory", async () => {
    mkdirSync(join(folder, "out"));
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "out/AWSDynamoDB"));
    const ran = await run(table, "out/");
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining("leads out of it") });
    expect(readdirSync(join(folder, "elsewhere"))).toEqual([]);
  });
});

describe("export behind faults (synthetic)", () => {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
  });
  const through = async (faults: Faults, words: readonly string[]) => {
    const proxy = await startFaultProxy((await engine()).endpoint, faults);
    closings.push(() => proxy.close());
    return dynAnywhere(["export", table, ...words, "-t", proxy.url.href], { cwd: folder });
  };

  it("keeps nothing of an export that failed without a checkpoint", async () => {
    const ran = await through(
      n => (n > 4 ? { kind: "error", status: 400, code: "AccessDeniedException" } : undefined),
      ["all.jsonl", "--page-size", "10"],
    );
    expect(ran.code).toBe(4);
    expect(ran.err).toContain("nothing of it was kept");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("tells that credentials have expired, waits, and goes on", async () => {
    let refusals = 3;
    const ran = await through(
      n => {
        if (n < 4 || refusals === 0) return undefined;
        refusals -= 1;
        return { kind: "error", status: 400, code: "ExpiredTokenException" };
      },
      ["all.jsonl", "--page-size", "10", "--segments", "1"],
    );
    expect(ran.err).toMatch(
      /^the credentials have expired; .*\nthe credentials are renewed; it goes on\n$/,
    );
    expect(plainItems(read("all.jsonl"))).toEqual(all);
  });

  it("refuses the checkpoint of another export, and parts that are not as it says", async () => {
    const stop: Faults = n =>
      n > 9 ? { kind: "error", status: 400, code: "AccessDeniedException" } : undefined;
    const words = ["all.jsonl", "--page-size", "10", "--checkpoint", "c"];
    const broken = await through(stop, words);
    expect(broken.err).toContain("the same command goes on");
    const proxy = await startFaultProxy((await engine()).endpoint, () => undefined);
    closings.push(() => proxy.close());
    const { job, ...rest } = JSON.parse(read("c"));
    const checkpoint = { ...rest, job: { ...job, target: proxy.url.href } };
    writeFileSync(join(folder, "c"), JSON.stringify(checkpoint));
    const again = (...more: string[]) =>
      dynAnywhere(["export", table, ...words, ...more, "-t", proxy.url.href], { cwd: folder });
    expect((await again("--filter", "Sk > 5")).err).toContain("belongs to another job");
    expect((await again("--segments", "9")).err).toContain("begun with --segments");
    writeFileSync(join(folder, "all.jsonl.part"), "");
    expect((await again()).err).toContain("all.jsonl.part is not as its checkpoint says");
  });
});

describe.runIf(process.platform === "linux")("export to what takes no more", () => {
  const bash = (line: string) => {
    const env = { ...process.env, NO_COLOR: "1", DYN_HOME: folder };
    return spawnSync("bash", ["-c", line], { cwd: folder, env, encoding: "utf8" });
  };
  let command: string;
  beforeAll(async () => {
    command = `'${process.execPath}' '${program}' export ${table} -t ${(await engine()).endpoint.href}`;
  });

  it("ends quietly with its reader", () => {
    const ran = bash(`${command} --page-size 5 | head -1; echo "\${PIPESTATUS[0]}"`);
    expect(ran).toMatchObject({ stderr: "", stdout: expect.stringMatching(/^\{.+\}\n0\n$/) });
  });

  it("says that the disk is full, and leaves nothing", () => {
    const ran = bash(`ulimit -f 8; ${command} all.jsonl --page-size 20`);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(
      /^stopped, and nothing of it was kept.*\nerror: cannot write all\.jsonl: /,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("goes on from its checkpoint when there is room again", () => {
    const again = `${command} all.jsonl --page-size 20 --checkpoint c`;
    const ran = bash(`ulimit -f 8; ${again}`);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain("the same command goes on");
    expect(readdirSync(folder)).toContain("all.jsonl.part");
    expect(bash(again).status).toBe(0);
    expect(plainItems(read("all.jsonl"))).toEqual(all);
    expect(readdirSync(folder)).toEqual(["all.jsonl"]);
  });
});

it("stops at once when it is interrupted, and goes on with the same command", async () => {
  let requests = 0;
  const proxy = await startFaultProxy((await engine()).endpoint, () => {
    requests += 1;
    return undefined;
  });
  try {
    const words = ["export", table, "all.csv", "--page-size", "3", "--segments", "2"];
    const again = [...words, "--checkpoint", "c", "-t", proxy.url.href];
    const stopped = await runDyn(again, { cwd: folder, interruptWhen: () => requests > 9 });
    expect(stopped).toMatchObject({ code: 130, stdout: "" });
    expect(stopped.stderr).toMatch(/^stopped after \d+ items; the same command goes on\n$/);
    const before = requests;
    expect(await runDyn(again, { cwd: folder })).toMatchObject({ code: 0, stderr: "" });
    expect(requests - before).toBeLessThan(total / 3);
    expect(read("all.csv").match(/^p-\d+,/gm)?.length).toBe(total);
    expect(readdirSync(folder)).toEqual(["all.csv"]);
  } finally {
    await proxy.close();
  }
});

describe("export that is killed", () => {
  const files = ["all.jsonl", "all.jsonl.gz", "all.dynamodb.json", "all.csv", "all/"] as const;
  const pageSize = 5;
  const faults: readonly Fault[] = [
    { kind: "resetAfter" },
    { kind: "truncate", bodyBytes: 300 },
    { kind: "error", status: 500, code: "InternalServerError" },
    throttle("TableReadAccountLimitExceeded", "arn:x"),
  ];
  let killedRuns = 0;
  const itemsIn = (name: string): number[] => {
    if (statSync(join(folder, name)).isDirectory()) {
      const exported = join(name, "AWSDynamoDB");
      const below = readdirSync(join(folder, exported)).map(id => join(exported, id));
      expect(below.length).toBe(1);
      return below
        .flatMap(id => readdirSync(join(folder, id, "data")).map(each => join(id, "data", each)))
        .flatMap(itemsIn);
    }
    const bytes = readFileSync(join(folder, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    if (name.includes(".csv"))
      return [...text.matchAll(/^p-\d+,(\d+),/gm)].map(([, n]) => Number(n));
    return lines(text).map(line => {
      const item = JSON.parse(line);
      return Number(item.Item?.Sk.N ?? item.Sk);
    });
  };

  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
    "has every item once when it is run again (seed %i)",
    async seed => {
      const random = seeded(seed);
      const file = files[seed % files.length] ?? "";
      const split = seed % 3 === 0;
      // One is DescribeTable, three tell segments that they are empty.
      const killAt = 2 + Math.floor(random() * (total / pageSize + 2));
      let kills = 0;
      let requests = 0;
      let kill = () => {};
      const proxy = await startFaultProxy((await engine()).endpoint, () => {
        requests += 1;
        if (kills === 0 && requests === killAt) {
          const delayed = Math.floor(random() * 4);
          if (delayed === 0) kill();
          else setTimeout(() => kill(), delayed);
        }
        // A quarter of the runs goes through faults as well.
        return seed % 4 === 1 && requests % 9 === 5 ? faults[requests % faults.length] : undefined;
      });
      const words = [
        "export",
        table,
        file,
        "--page-size",
        `${pageSize}`,
        "--segments",
        "3",
        "-t",
        proxy.url.href,
      ];
      const again = [...words, "--checkpoint", "c", ...(split ? ["--split", "9KB"] : [])];
      try {
        const started = startDyn(again, folder);
        kill = started.kill;
        const { code, stderr } = await started.ended;
        kill = () => {};
        if (code === null) {
          expect(stderr).toBe("");
          kills += 1;
          requests = 0;
          expect(await dynAnywhere(again, { cwd: folder })).toMatchObject({ code: 0 });
        } else expect({ code, stderr }).toMatchObject({ code: 0 });
      } finally {
        await proxy.close();
      }
      killedRuns += kills;
      const names = readdirSync(folder);
      const written = names.flatMap(itemsIn);
      expect(written.toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, n) => n));
      expect(names.every(name => name.startsWith("all"))).toBe(true);
    },
  );

  it("was killed before its end in these tests", () => expect(killedRuns).toBeGreaterThan(12));
});
