// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { execFile } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runDyn } from "../support/cli.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { mixedFaults } from "../support/fault-mix.ts";
import { type Faults, startFaultProxy } from "../support/fault-proxy.ts";
import { dyn, dynAnywhere, type Ran } from "../support/in-process.ts";

let folder: string;
let table: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-import-"));
  table = uniqueTable("Import");
  write("table.yaml", `table: ${table}\npartitionKey: Id S\n`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const lines = (items: readonly unknown[]) =>
  items.map(item => `${typeof item === "string" ? item : JSON.stringify(item)}\n`).join("");

/** Into the test's table, which is made first. */
const imported = (words: readonly string[], input = ""): Promise<Ran> =>
  dyn(["import", table, ...words, "--schema", "table.yaml"], { cwd: folder, input });

async function stored(): Promise<Record<string, unknown>[]> {
  const { out } = await dyn(["scan", table, "--all", "-o", "jsonl"]);
  const items = out
    .split("\n")
    .filter(line => line !== "")
    .map(line => JSON.parse(line));
  return items.toSorted((a, b) => (a.Id < b.Id ? -1 : 1));
}

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ Id: `id-${at}`, Note: "x".repeat(at % 90) }));

/** Through a proxy that fails as it is told. */
async function through(faults: Faults, words: readonly string[]): Promise<Ran> {
  const proxy = await startFaultProxy((await engine()).endpoint, faults);
  try {
    return await dynAnywhere(["import", table, ...words, "-t", proxy.url.href], { cwd: folder });
  } finally {
    await proxy.close();
  }
}

const create = () => dyn(["table", "create", "table.yaml"], { cwd: folder });

describe("dyn import", () => {
  it("writes items into a table that it creates, and sums it up", async () => {
    const items = [
      '{"Id":"a","Exact":1234567890123456789012345678901234567.8,"Tags":{"$ss":["x","y"]}}',
      '{"Id":"b","__proto__":{"N":1},"Null":null}',
    ];
    write("items.jsonl", lines(items));
    const { code, out, err } = await imported(["items.jsonl"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({
      schema: "dyn.import/1",
      table,
      read: 2,
      written: 2,
      unchanged: 0,
      skipped: 0,
      rejected: 0,
      seconds: expect.any(Number),
      itemsPerSecond: expect.any(Number),
      deadLetter: null,
    });
    const scanned = await dyn(["scan", table, "-o", "jsonl"]);
    expect(scanned.out).toContain(`"Exact":1234567890123456789012345678901234567.8`);
    expect(scanned.out).toContain(`"__proto__":{"N":1}`);
    expect(readdirSync(folder).toSorted()).toEqual(["items.jsonl", "table.yaml"]);
  });

  it("reads stdin, and several files of different formats", async () => {
    expect(await imported(["--format", "jsonl"], '{"Id":"stdin"}\n')).toMatchObject({ code: 0 });
    write("one.jsonl", '{"Id":"one"}');
    write("two.dynamodb.json", '{"Item":{"Id":{"S":"two"}}}\n');
    write("three.csv", "Id,Age\nthree,4\n");
    const { code, err } = await imported(["*.jsonl", "two.dynamodb.json", "three.csv"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect((await stored()).map(({ Id }) => Id)).toEqual(["one", "stdin", "three", "two"]);
  });

  it("lets the last of several items with one key win, near and far apart", async () => {
    const items = Array.from({ length: 900 }, (_, at) => ({ Id: `id-${at % 7}`, At: at }));
    write("items.jsonl", lines(items));
    const { out } = await imported(["items.jsonl"]);
    expect(JSON.parse(out)).toMatchObject({ read: 900, written: 900 });
    expect(await stored()).toEqual(items.slice(-7).toSorted((a, b) => (a.Id < b.Id ? -1 : 1)));
  });

  it("gives a table that does not fit its schema back unchanged", async () => {
    await create();
    write("other.yaml", `table: ${table}\npartitionKey: Key N\n`);
    write("items.jsonl", '{"Id":"a"}\n');
    const words = ["import", table, "items.jsonl", "--schema", "other.yaml"];
    const { code, err } = await dyn(words, { cwd: folder });
    expect(code).toBe(1);
    expect(err).toMatch(/differs: key is Id S; the file says Key N/);
    expect(await stored()).toEqual([]);
  });

  it("asks for something to read", async () => {
    const { code, err } = await dynAnywhere(["import", table, "-t", "memory"], {
      cwd: folder,
      stdinTTY: true,
    });
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("what is to be imported?"),
    });
  });
});

describe("what a table does not take", () => {
  it("goes to the dead letters with its reason and place, and ends with 5", async () => {
    const large = { Id: "large", Text: "x".repeat(420_000) };
    write(
      "items.jsonl",
      lines([{ Id: "a" }, "{oops", { Name: "keyless" }, large, { Id: "" }, { Id: 5 }]),
    );
    const { code, out, err } = await imported(["items.jsonl"]);
    expect(code).toBe(5);
    const summary = { read: 6, written: 1, rejected: 5, deadLetter: `${table}.dead-letter.jsonl` };
    expect(JSON.parse(out)).toMatchObject(summary);
    expect(err).toMatch(
      /^error: 5 of 6 records were not stored; see Import-\d+\.dead-letter\.jsonl\n/,
    );
    expect(err).toMatch(/the first, items\.jsonl:2: /);
    const dead = read(`${table}.dead-letter.jsonl`).trimEnd().split("\n");
    expect(dead.map(line => JSON.parse(line))).toMatchObject([
      { text: "{oops", format: "jsonl", source: "items.jsonl:2" },
      { item: { Name: "keyless" }, message: "the item lacks Id", source: "items.jsonl:3" },
      { item: { Id: "large" }, source: "items.jsonl:4" },
      { item: { Id: "" }, source: "items.jsonl:5" },
      { item: { Id: 5 }, message: "Id must be a string, not a number" },
    ]);
  });

  it("is told apart from the rest of its batch, which the service refuses as a whole", async () => {
    const index = "indexes:\n  ByAge: { partitionKey: Age N, projection: all }\n";
    write("table.yaml", `table: ${table}\npartitionKey: Id S\n${index}`);
    const items = many(60).map((item, at) =>
      at === 30 ? { ...item, Age: "old" } : { ...item, Age: at },
    );
    write("items.jsonl", lines(items));
    const { code, out } = await imported(["items.jsonl"]);
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ written: 59, rejected: 1 });
    expect(JSON.parse(read(`${table}.dead-letter.jsonl`))).toMatchObject({
      item: { Id: "id-30", Age: "old" },
      code: "ValidationException",
      source: "items.jsonl:31",
    });
  });

  it("leaves the item before it with its key in place", async () => {
    const index = "indexes:\n  ByAge: { partitionKey: Age N, projection: all }\n";
    write("table.yaml", `table: ${table}\npartitionKey: Id S\n${index}`);
    write(
      "items.jsonl",
      lines([
        { Id: "a", Age: 1 },
        { Id: "a", Age: 2 },
        { Id: "a", Age: "x" },
      ]),
    );
    await imported(["items.jsonl"]);
    expect(await stored()).toEqual([{ Id: "a", Age: 2 }]);
  });

  it("can be imported again from the dead letters, which do not eat themselves", async () => {
    write("items.jsonl", lines([{ Id: "a" }, '{"Id": "b",}', { Name: "c" }]));
    await imported(["items.jsonl"]);
    const dead = `${table}.dead-letter.jsonl`;
    const repaired = read(dead).replace('{\\"Id\\": \\"b\\",}', '{\\"Id\\": \\"b\\"}');
    write(dead, repaired);
    const { code, out } = await imported([dead]);
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({
      read: 2,
      written: 1,
      rejected: 1,
      deadLetter: `${table}.2.dead-letter.jsonl`,
    });
    expect(read(dead)).toBe(repaired);
    expect((await stored()).map(({ Id }) => Id)).toEqual(["a", "b"]);
    linkSync(join(folder, dead), join(folder, "other-name.jsonl"));
    const refused = await imported([dead, "--dead-letter", "other-name.jsonl"]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("other-name.jsonl is there already");
  });

  it("ends it early when it is everything, with the count", async () => {
    write("items.jsonl", lines(Array.from({ length: 5000 }, (_, at) => ({ Key: at }))));
    const { code, out, err } = await imported(["items.jsonl"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/0 written, 1,\d\d\d rejected/);
    expect(err).toContain(`${table} refused 1,000 items in a row: the item lacks Id`);
    // They would come again with the same command.
    expect(existsSync(join(folder, `${table}.dead-letter.jsonl`))).toBe(false);
  });

  it("never ends it when it is lines that cannot be read", async () => {
    write("items.jsonl", lines([...Array.from({ length: 3000 }, () => "{bad"), { Id: "last" }]));
    const { code, out } = await imported(["items.jsonl"]);
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ written: 1, rejected: 3000 });
  });

  it("ends it when there is no place for the dead letters", async () => {
    write("items.jsonl", lines([{ Id: "a" }, "{bad"]));
    const { code, err } = await imported(["items.jsonl", "--dead-letter", "/dev/full"]);
    expect(code).toBe(1);
    expect(err).toContain("cannot write the dead-letter file /dev/full: the disk is full");
  });
});

describe("a disk that is full", () => {
  /** No file may grow beyond a kilobyte; Linux gives the limit to what the shell starts. */
  const limited = (words: readonly string[]) => {
    const program = join(import.meta.dirname, "../../bin/dyn.js");
    const line = `ulimit -f 1; exec "$0" "$@"`;
    const all = ["-c", line, process.execPath, program, "import", table, ...words];
    return new Promise<{ code: number; err: string }>(resolve => {
      const env = { ...process.env, DYN_HOME: join(folder, "home") };
      execFile("bash", all, { cwd: folder, env }, (error, _, err) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, err }),
      );
    });
  };

  it("ends an import whose dead letters it cannot hold, and goes on elsewhere without loss", async () => {
    await create();
    const items = many(300).flatMap((item, at) => (at % 10 === 0 ? [`{bad ${at}`, item] : [item]));
    write("items.jsonl", lines(items));
    const target = (await engine()).endpoint.href;
    const words = [
      "items.jsonl",
      "--checkpoint",
      "saved",
      "--checkpoint-every",
      "20",
      "-t",
      target,
    ];
    const full = await limited(words);
    expect(full.code).toBe(1);
    expect(full.err).toContain("cannot write the dead-letter file");
    expect(full.err).toContain("it has reached the largest size allowed");
    const before = existsSync(join(folder, `${table}.dead-letter.jsonl`))
      ? read(`${table}.dead-letter.jsonl`)
      : "";
    expect(before === "" || before.endsWith("}\n")).toBe(true);
    const { code, out } = await dynAnywhere(["import", table, ...words], { cwd: folder });
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ read: 330, written: 300, rejected: 30 });
    const dead = read(`${table}.dead-letter.jsonl`).trimEnd().split("\n");
    expect(dead.map(line => JSON.parse(line).text)).toEqual(
      items.filter(item => typeof item === "string"),
    );
    expect(await stored()).toHaveLength(300);
  });

  it("ends an import whose checkpoint has no place, before anything is sent", async () => {
    write("items.jsonl", lines(many(3)));
    const { code, err } = await imported(["items.jsonl", "--checkpoint", "no/such/saved"]);
    expect(code).toBe(1);
    expect(err).toMatch(/error: cannot write the checkpoint no\/such\/saved: no such directory\n/);
    expect(await stored()).toEqual([]);
  });
});

describe("--on-conflict", () => {
  beforeEach(async () => {
    write(
      "before.jsonl",
      lines([
        { Id: "a", N: 1.0 },
        { Id: "b", N: 2 },
      ]),
    );
    await imported(["before.jsonl"]);
    write(
      "items.jsonl",
      lines([{ Id: "a", N: 1 }, { Id: "b", N: 3, O: 1 }, { Id: "c" }, { Id: "c", N: 1 }]),
    );
  });

  it("skip leaves what is there, and tells equal items from others", async () => {
    const { code, out } = await imported(["items.jsonl", "--on-conflict", "skip"]);
    expect(code).toBe(0);
    const counts = { read: 4, written: 1, unchanged: 1, skipped: 2, rejected: 0 };
    expect(JSON.parse(out)).toMatchObject(counts);
    expect(await stored()).toEqual([{ Id: "a", N: 1 }, { Id: "b", N: 2 }, { Id: "c" }]);
  });

  it("fail ends at the first conflict, says what it is and what was written", async () => {
    const { code, out, err } = await imported([
      "items.jsonl",
      "--on-conflict",
      "fail",
      "--concurrency",
      "1",
    ]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^stopped .*: 0 written, 1 unchanged\. The same command starts over/);
    expect(err).toContain(`items.jsonl:2: ${table} has another item with the key {"Id":"b"}`);
    expect(err).toContain("it differs in N, O");
    expect((await stored()).map(({ Id }) => Id)).toEqual(["a", "b"]);
  });
});

describe("transforms", () => {
  it("are made in the order in which they stand", async () => {
    write("items.jsonl", lines([{ key: "a", Price: 1.1, Tax: 0.22, Old: [1] }]));
    write(
      "item.yaml",
      "Id: row-${Id}\nTotal: ${Total}\nNested: { Tags: '${Old}' }\nLine: ${i + 1}\n",
    );
    const words = [
      "--rename",
      "key=Id",
      "--set",
      "Total = Price + Tax, Old = list_append(Old, [2])",
    ];
    const { code, err } = await imported(["items.jsonl", ...words, "--template", "item.yaml"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(await stored()).toEqual([
      { Id: "row-a", Total: 1.32, Nested: { Tags: [1, 2] }, Line: 1 },
    ]);
  });

  it("that an item does not fit send it, as it came, to the dead letters", async () => {
    write("items.jsonl", lines([{ Id: "a", Price: 1 }, { Id: "b" }, { Id: "c", Price: "dear" }]));
    const { code, err } = await imported(["items.jsonl", "--set", "Price = Price + 1"]);
    expect(code).toBe(5);
    expect(err).toContain("the first, items.jsonl:2: the item has no Price");
    const dead = read(`${table}.dead-letter.jsonl`).trimEnd().split("\n");
    expect(dead.map(line => JSON.parse(line).item)).toEqual([
      { Id: "b" },
      { Id: "c", Price: "dear" },
    ]);
  });

  it("show their first results with --dry-run, which sends nothing", async () => {
    write("items.jsonl", lines(many(9)));
    const words = ["import", table, "items.jsonl", "--set", "New = true", "--dry-run"];
    const { code, out, err } = await dynAnywhere([...words, "-t", "http://127.0.0.1:1"], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map(line => JSON.parse(line)),
    ).toEqual(many(3).map(item => ({ ...item, New: true })));
    expect(err).toContain("none was sent");
  });

  it.each([
    [["--rename", "x"], /--rename takes Old=New/],
    [["--set", "A = "], /expected a value/],
    [["--set", "A = 1, A.B = 2"], /--set assigns A and A\.B, which overlap/],
    [["--set", "A = 1 REMOVE B"], /--set takes assignments alone/],
    [["--template", "none.yaml"], /cannot read none\.yaml/],
  ])("are refused before anything is sent: %j", async (words, message) => {
    write("items.jsonl", lines(many(1)));
    const { code, err } = await dynAnywhere(
      ["import", table, "items.jsonl", ...words, "-t", "http://127.0.0.1:1"],
      { cwd: folder },
    );
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

const batches = (seen: readonly { readonly operation: string }[]) =>
  seen.filter(({ operation }) => operation === "BatchWriteItem").length;

describe("an import through faults (synthetic)", () => {
  it.each([1, 2, 3])("stores everything, once, seed %i", async seed => {
    await create();
    const items = many(700);
    write("items.jsonl", lines(items));
    const shares = { throttle: 0.1, serverError: 0.05, resetBefore: 0.05, resetAfter: 0.05 };
    const more = { truncate: 0.05, corrupt: 0.05, close: 0.05, slow: 0.05, partial: 0.2 };
    const { code, out } = await through(mixedFaults(seed, { ...shares, ...more }), ["items.jsonl"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ read: 700, written: 700, rejected: 0 });
    expect(await stored()).toEqual(items.toSorted((a, b) => (a.Id < b.Id ? -1 : 1)));
  });

  it("lets the last of a key win, whatever is sent again", async () => {
    await create();
    const items = Array.from({ length: 600 }, (_, at) => ({ Id: `id-${at % 40}`, At: at }));
    write("items.jsonl", lines(items));
    const shares = { throttle: 0.1, resetAfter: 0.1, partial: 0.3, slow: 0.1 };
    const { code } = await through(mixedFaults(6, shares), ["items.jsonl"]);
    expect(code).toBe(0);
    expect(await stored()).toEqual(items.slice(-40).toSorted((a, b) => (a.Id < b.Id ? -1 : 1)));
  });

  it.each([4, 5])("finds its own items where a reply was lost, seed %i", async seed => {
    await create();
    const items = many(120);
    write("items.jsonl", lines(items));
    const faults = mixedFaults(seed, { throttle: 0.1, resetAfter: 0.1, truncate: 0.1 });
    const { code, out } = await through(faults, ["items.jsonl", "--on-conflict", "fail"]);
    expect(code).toBe(0);
    const { written, unchanged } = JSON.parse(out);
    expect(written + unchanged).toBe(120);
    expect(await stored()).toHaveLength(120);
  });

  it("ends with 4 when the connection stays cut, and goes on from the checkpoint", async () => {
    await create();
    const items = ["{bad", ...many(400), "{bad"];
    write("items.jsonl", lines(items));
    let batches = 0;
    const cut: Faults = (_, operation) => {
      if (operation === "BatchWriteItem") batches += 1;
      return batches > 10 ? { kind: "resetBefore" } : undefined;
    };
    const words = ["items.jsonl", "--checkpoint", "saved", "--checkpoint-every", "10"];
    const lost = await through(cut, [...words, "--patience", "200ms", "--concurrency", "2"]);
    expect(lost.code).toBe(4);
    expect(lost.err).toMatch(
      /^stopped at items\.jsonl:\d+: \d+ written, 1 rejected\. Go on with the same command\.$/m,
    );
    expect(lost.err).toMatch(/^error: cannot reach http/m);
    const other = await through(() => undefined, words);
    expect(other.code).toBe(2);
    expect(other.err).toContain("belongs to another job: its target is");
  });

  it("waits while the credentials are expired, and loses and doubles nothing", async () => {
    await create();
    const items = many(400);
    write("items.jsonl", lines(["{bad", ...items]));
    let sent = 0;
    // One try, the one with renewed credentials, and the first after the wait.
    let refusals = 3;
    const expired: Faults = (_, operation) => {
      if (operation !== "BatchWriteItem") return undefined;
      sent += 1;
      if (sent < 5 || refusals === 0) return undefined;
      refusals -= 1;
      return { kind: "error", status: 400, code: "ExpiredTokenException" };
    };
    const { code, out, err } = await through(expired, ["items.jsonl", "--concurrency", "1"]);
    expect(err).toMatch(
      /^the credentials have expired; .*\nthe credentials are renewed; it goes on\nerror: 1 of 401 /,
    );
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ read: 401, written: 400, rejected: 1 });
    expect(await stored()).toEqual(items.toSorted((a, b) => (a.Id < b.Id ? -1 : 1)));
  });

  it("ends at an interruption though stdin stays open, and keeps what came", async () => {
    await create();
    const target = (await engine()).endpoint;
    const proxy = await startFaultProxy(target, () => undefined);
    try {
      const words = ["import", table, "--format", "jsonl", "-t", proxy.url.href];
      const stopped = await runDyn(words, {
        cwd: folder,
        input: lines(["{bad", ...many(30)]),
        inputStaysOpen: true,
        interruptWhen: () => batches(proxy.seen) === 2,
      });
      expect(stopped).toMatchObject({ code: 130, stdout: "" });
      expect(stopped.stderr).toMatch(/^stopped at standard input:31: 30 written, 1 rejected\. /);
    } finally {
      await proxy.close();
    }
    expect(read(`${table}.dead-letter.jsonl`).trimEnd().split("\n")).toHaveLength(1);
    expect(await stored()).toHaveLength(30);
  });

  it("goes on after an interruption where it stopped", async () => {
    await create();
    const items = many(3000);
    write("items.jsonl", lines(["{bad", ...items]));
    const target = (await engine()).endpoint.href;
    const words = ["import", table, "items.jsonl", "--checkpoint", "saved", "-t", target];
    const proxy = await startFaultProxy(new URL(target), () => undefined);
    try {
      const asked = [...words.slice(0, -1), proxy.url.href];
      const stopped = await runDyn(asked, {
        cwd: folder,
        interruptWhen: () => proxy.seen.length > 20,
      });
      expect(stopped).toMatchObject({ code: 130, stdout: "" });
      expect(stopped.stderr).toMatch(
        /stopped at items\.jsonl:[\d,]+: .*Go on with the same command\./,
      );
      const before = proxy.seen.length;
      const ended = await runDyn(asked, { cwd: folder });
      expect(ended.code).toBe(5);
      expect(JSON.parse(ended.stdout)).toMatchObject({ read: 3001, written: 3000, rejected: 1 });
      expect(proxy.seen.length - before).toBeLessThan(3000 / 25);
    } finally {
      await proxy.close();
    }
    expect(read(`${table}.dead-letter.jsonl`).trimEnd().split("\n")).toHaveLength(1);
    expect(existsSync(join(folder, "saved"))).toBe(false);
    expect(await stored()).toHaveLength(3000);
  });
});
