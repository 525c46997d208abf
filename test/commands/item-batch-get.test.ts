import { beforeAll, describe, expect, it } from "vitest";
import { dynWithFaults } from "../support/faulty.ts";
import { dyn } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";

const count = 250;
let table = "";
beforeAll(async () => {
  table = await tableWith(
    Array.from({ length: count }, (_, n) => ({
      Pk: { S: "a" },
      Sk: { N: String(n) },
      Name: { S: `n${n}` },
    })),
  );
});

const key = (sk: number | string, pk = "a") => `{"Pk":"${pk}","Sk":${sk}}`;
const all = Array.from({ length: count }, (_, n) => key(n)).join("\n");
const names = (out: string) =>
  out
    .trimEnd()
    .split("\n")
    .map(line => (line === "" ? "" : JSON.parse(line).Name));

describe("many keys", () => {
  it("give their items in the order of the keys, more than a batch of them", async () => {
    const ran = await dyn(["item", "batch-get", table, "-"], { input: all });
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(names(ran.out)).toEqual(Array.from({ length: count }, (_, n) => `n${n}`));
  });

  it("may stand in the command, and twice", async () => {
    const words = [key(3), key("1e0"), key("3.0")];
    const ran = await dyn(["item", "batch-get", table, ...words]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(names(ran.out)).toEqual(["n3", "n1", "n3"]);
  });

  it("are a document with -o json, even a single one", async () => {
    const { out } = await dyn(["item", "batch-get", table, key(3), "-o", "json"]);
    expect(JSON.parse(out)).toMatchObject({ items: [{ Pk: "a", Sk: 3, Name: "n3" }], count: 1 });
  });

  it("give only what is selected, consistently if wanted", async () => {
    const words = ["item", "batch-get", table, key(7), "--select", "Name", "--consistent"];
    const { bodies, out } = await dynWithFaults("BatchGetItem", [], words);
    expect(out).toBe('{"Name":"n7"}\n');
    expect(JSON.parse(bodies[0] ?? "").RequestItems[table]).toMatchObject({ ConsistentRead: true });
    const csv = await dyn(["item", "batch-get", table, key(7), "--select", "Name", "-o", "csv"]);
    expect(csv.out).toBe("Name\r\nn7\r\n");
  });

  it("that the service leaves unread are asked for again", async () => {
    const faults = [
      { kind: "partial", processed: 30 },
      { kind: "partial", processed: 1 },
    ] as const;
    const words = ["item", "batch-get", table, "-"];
    const ran = await dynWithFaults("BatchGetItem", faults, words, all);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(names(ran.out)).toHaveLength(count);
    expect(names(ran.out).at(-1)).toBe(`n${count - 1}`);
  });
});

describe("keys without an item", () => {
  it("are told with their lines, the first few of them, and the others' items are printed", async () => {
    const input = [key(1), ...[1, 2, 3, 4, 5, 6, 7].map(n => key(n, "none")), key(2)].join("\n");
    const ran = await dyn(["item", "batch-get", table, "-"], { input });
    expect(ran.code).toBe(5);
    expect(names(ran.out)).toEqual(["n1", "n2"]);
    expect(ran.err).toContain(`error: stdin:2  ${table} has no item {"Pk":"none","Sk":1}`);
    expect(ran.err).toContain("stdin:6  ");
    expect(ran.err).not.toContain("stdin:7  ");
    expect(ran.err).toContain(`of 9 keys 7 have no item in ${table}`);
    expect(ran.err).toContain("the first 5 are told above");
  });

  it("fail the command when none has one", async () => {
    const ran = await dyn(["item", "batch-get", table, key(1, "x"), key(2, "x")]);
    expect(ran).toMatchObject({ code: 1, out: "" });
    const one = await dyn(["item", "batch-get", table, key(1, "x")]);
    expect(one).toMatchObject({ code: 1, err: `error: ${table} has no item {"Pk":"x","Sk":1}\n` });
  });
});

describe("what is no key", () => {
  it("on stdin is told with its line and stops nothing", async () => {
    const input = [key(1), '{"Pk":"a"}', "nonsense", key(2)].join("\n");
    const ran = await dyn(["item", "batch-get", table, "-"], { input });
    expect(ran.code).toBe(5);
    expect(names(ran.out)).toEqual(["n1", "n2"]);
    expect(ran.err).toContain("stdin:2  the key lacks Sk");
    expect(ran.err).toContain("stdin:3:1  expected a value");
    expect(ran.err).toContain("of 4 keys 2 are no keys");
  });

  it.each([
    [['{"Pk":"a"}'], "the key lacks Sk"],
    [["a"], "must be a JSON object"],
    [["-", "{}"], "exclude each other"],
    [[], "a key is missing"],
  ])("in the command it is refused before anything is read: %j", async (words, message) => {
    const ran = await dyn(
      ["item", "batch-get", table, key(1), ...words].slice(0, words.length ? undefined : 3),
    );
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(message);
  });

  it("is an error when there is none", async () => {
    expect(await dyn(["item", "batch-get", table, "-"])).toMatchObject({ code: 2 });
  });
});

it("a connection that breaks for good ends it, with how far it came", async () => {
  const faults = [
    ...[1, 2].map(() => ({ kind: "drip", pieceBytes: 4096, chunked: false }) as const),
    ...Array.from({ length: 9 }, () => ({ kind: "resetBefore" }) as const),
  ];
  const words = ["item", "batch-get", table, "-"];
  const { code, err, out } = await dynWithFaults("BatchGetItem", faults, words, all);
  expect(code).toBe(4);
  expect(err).toContain("cannot reach");
  const printed = names(out).filter(name => name !== "").length;
  if (printed > 0) expect(err).toContain(`of the first ${printed} keys`);
});
