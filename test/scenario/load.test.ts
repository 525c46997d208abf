import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../src/scenario/load.ts";
import type { Scope } from "../../src/template/scope.ts";
import { load, mistakes, operation, operationMistakes, withSessions } from "./fixture.ts";

function scope(index: number, vars: Scope["vars"] = {}): Scope {
  return { seed: 1, index, vars, now: () => 0 };
}

describe("a scenario", () => {
  it("has what its file says", async () => {
    const scenario = await load(
      withSessions(
        "{ read: { weight: 9, get: { entity: session } }, add: { put: { entity: session, pick: new } } }",
        `name: sessions
description: Sessions of users
seed: 42
load: { warmup: 2s, duration: 1m30s, concurrency: 8 }
thresholds: ["read.p95 < 20ms", "errors < 1%"]`,
      ),
    );
    expect(scenario).toMatchObject({
      name: "sessions",
      description: "Sessions of users",
      seed: 42,
      load: {
        warmupMs: 2000,
        extent: { kind: "duration", durationMs: 90_000 },
        concurrency: 8,
      },
      tables: [{ table: "UserSessions" }],
      entities: [{ name: "session", table: "UserSessions", count: 100 }],
      operations: [
        { name: "read", weight: 9, action: { kind: "get", pick: { kind: "uniform" } } },
        { name: "add", weight: 1, action: { kind: "put", pick: { kind: "new" } } },
      ],
      thresholds: [
        { operation: "read", metric: "p95" },
        { metric: "errors", value: 0.01 },
      ],
    });
    expect(scenario.entities[0]?.item.toWire(scope(7))).toBe(
      '{"UserId":{"S":"user-7"},"SessionId":{"S":"s"}}',
    );
  });

  it("needs little: the rest has defaults", async () => {
    const scenario = await load("operations: { q: { query: { table: Any, where: Id = 'a' } } }");
    expect(scenario).toMatchObject({
      name: "test",
      description: "",
      seed: 1,
      tables: [],
      entities: [],
      load: { warmupMs: 0, extent: { kind: "duration", durationMs: 10_000 }, concurrency: 64 },
      thresholds: [],
    });
  });

  it("counts requests instead of time", async () => {
    const text = withSessions("{ read: { get: { entity: session } } }", "load: { requests: 500 }");
    expect((await load(text)).load.extent).toEqual({ kind: "requests", requests: 500 });
  });

  it.each(["user-sessions", "write-stress", "read-stress"])(
    "of the examples, %s, has no mistakes",
    async name => {
      const file = `scenarios/${name}.yaml`;
      const readText = (path: string) => readFile(path, "utf8");
      const scenario = await loadScenario(await readText(file), file, { readText });
      expect(scenario.name).toBe(name);
    },
  );
});

describe("an operation", () => {
  it("reads, writes and deletes items in each of its kinds", async () => {
    expect(
      (await operation("{ get: { entity: session, consistent: true, select: 'UserId' } }")).action,
    ).toMatchObject({ kind: "get", consistent: true, select: [["UserId"]] });
    expect(
      (await operation("{ put: { entity: session, if: attribute_not_exists(UserId) } }")).action,
    ).toMatchObject({ kind: "put", condition: { kind: "function" } });
    expect(
      (
        await operation(
          "{ update: { entity: session, do: 'SET Hits = Hits + 1', if: 'Hits < 5' } }",
        )
      ).action,
    ).toMatchObject({ kind: "update", update: [{ kind: "set" }], condition: { kind: "compare" } });
    expect(
      (await operation("{ delete: { entity: session, pick: sequential } }")).action,
    ).toMatchObject({ kind: "delete", pick: { kind: "sequential" } });
    expect((await operation("{ batchGet: { entity: session, size: 10 } }")).action).toMatchObject({
      kind: "batchGet",
      size: 10,
      consistent: false,
    });
    expect((await operation("{ batchGet: { entity: session } }")).action).toMatchObject({
      size: 100,
    });
    expect(
      (await operation("{ batchWrite: { entity: session, pick: new } }")).action,
    ).toMatchObject({
      kind: "batchWrite",
      size: 25,
    });
  });

  it("queries a table or an index", async () => {
    const { action } = await operation(
      "{ query: { table: UserSessions, index: ByAddress, where: \"IpAddress = 'a' and Hits > 3\", filter: SessionId <> 'x', limit: 5, descending: true } }",
    );
    expect(action).toMatchObject({
      kind: "query",
      index: "ByAddress",
      limit: 5,
      descending: true,
      where: { kind: "and" },
      filter: { kind: "compare" },
    });
  });

  it.each([
    ["uniform", { kind: "uniform" }],
    ["zipf", { kind: "zipf", theta: 0.99 }],
    ["zipf(1.2)", { kind: "zipf", theta: 1.2 }],
    ["sequential", { kind: "sequential" }],
    ["new", { kind: "new" }],
  ])("picks %s", async (text, pick) => {
    const { action } = await operation(`{ put: { entity: session, pick: "${text}" } }`);
    expect(action).toMatchObject({ pick });
  });

  it("has variables, of which a later one may use an earlier one", async () => {
    const { vars } = await operation(
      "{ get: { entity: session }, vars: { n: '${i % 3}', user: 'user-${n}' } }",
    );
    expect(vars.map(({ name }) => name)).toEqual(["n", "user"]);
    expect(vars[1]?.value.evaluate(scope(5, { n: 2 }))).toBe("user-2");
  });

  it("keeps the templates that its expressions leave open", async () => {
    const { action } = await operation(
      "{ query: { table: UserSessions, where: \"UserId = ${user} and begins_with(SessionId, 's-${i}')\" }, vars: { user: u } }",
    );
    if (action.kind !== "query") throw new Error(action.kind);
    const made = [...(action.parameters ?? [])].map(([{ source }, template]) => [
      source,
      template.toWire(scope(3, { user: "u7" })),
    ]);
    expect(made).toEqual([
      ["${user}", '{"S":"u7"}'],
      ["s-${i}", '{"S":"s-3"}'],
    ]);
  });

  it("draws anew at each place of its expressions, also where two read the same", async () => {
    const { action } = await operation(
      '{ update: { entity: session, do: "SET A = ${int(1, 1000000)}, B = ${int(1, 1000000)}", if: "C = ${int(1, 1000000)}" } }',
    );
    if (action.kind !== "update") throw new Error(action.kind);
    const made = [...(action.parameters?.values() ?? [])].map(each => each.evaluate(scope(3)));
    expect(made).toHaveLength(3);
    expect(new Set(made).size).toBe(3);
  });
});

describe("what is written as it is elsewhere", () => {
  it("a pick whose comma ends it between braces", async () => {
    const text = `tables: [tables/sessions.yaml]
entities:
  session: { table: UserSessions, count: 9, item: { UserId: u, SessionId: "s-\${i}" } }
operations:
  read: { get: { entity: session, pick: hotspot(0.2, 0.8) } }`;
    expect(await mistakes(text)).toEqual([
      '5:41 the pick "hotspot(0.2" ends at its comma: between { } a text with a comma is quoted',
      '5:54 unknown key "0.8)"',
    ]);
  });

  it.each([
    ["load: { workers: 2 }", "7:18 the number of workers is given with the command: --workers 2"],
    [
      "thresholds: [{ expression: p95 < 1s, abort: yes }]",
      "7:45 expected true or false: yes and no are texts",
    ],
  ])("%s", async (line, mistake) => {
    const text = `tables: [tables/sessions.yaml]
entities:
  session: { table: UserSessions, count: 9, item: { UserId: u, SessionId: "s-\${i}" } }
operations:
  read:
    get: { entity: session }
${line}`;
    expect(await mistakes(text)).toEqual([mistake]);
  });
});

describe("a mistake in an operation", () => {
  it.each([
    ["{ getItem: { entity: session } }", 'unknown operation "getItem"; did you mean "get"?'],
    ["{ get: { entity: sesion } }", 'unknown entity "sesion"; did you mean "session"?'],
    ["{ get: { entity: session, pikc: new } }", 'unknown key "pikc"; did you mean "pick"?'],
    ["{ get: { entity: session, pick: zipff } }", 'unknown pick "zipff"; did you mean "zipf"?'],
    ["{ get: { entity: session, pick: zipf(0) } }", 'unknown pick "zipf(0)"; did you mean "zipf"?'],
    [
      "{ update: { entity: session, set: 'A = 1', do: 'SET A = 1' } }",
      "an update is written as do: SET A = 1",
    ],
    ["{ get: { entity: session, pick: new } }", "pick new makes items that are not there yet"],
    ["{ delete: { entity: session, pick: new } }", "pick new makes items that are not there yet"],
    ["{ get: {} }", "missing: entity"],
    ["{ get: { entity: session }, rate: 5/s }", 'unknown key "rate"'],
    ["{ weight: 3 }", '"it" does nothing'],
    ["{ get: { entity: session }, put: { entity: session } }", '"it" does two things: get and put'],
    [
      "{ weight: 0, get: { entity: session } }",
      "a weight is above 0; to switch an operation off, take it out",
    ],
    ["{ batchGet: { entity: session, size: 1001 } }", "expected at most 1000, got 1001"],
    [
      "{ batchWrite: { entity: session, pick: new, size: 1001 } }",
      "expected at most 1000, got 1001",
    ],
    ["{ update: { entity: session } }", "missing: do"],
    [
      "{ get: { entity: session }, vars: { seed: 1 } }",
      '"seed" is a variable that every template has already',
    ],
    [
      "{ get: { entity: session }, vars: { a-b: 1 } }",
      '"a-b" cannot be a variable; names have letters, digits and "_", a letter first',
    ],
    ["{ get: { entity: session }, vars: [1] }", "expected a mapping of names to templates"],
    ["{ get: { entity: session }, vars: { x: '${1 / i}' } }", "division by zero, with i = 0"],
    [
      "{ query: { table: UserSesions, where: UserId = 'a' } }",
      'unknown table "UserSesions"; did you mean "UserSessions"?',
    ],
    [
      "{ query: { table: UserSessions, index: ByAdress, where: IpAddress = 'a' } }",
      'unknown index "ByAdress"; did you mean "ByAddress"?',
    ],
    [
      "{ query: { table: UserSessions, index: ByAddress, where: IpAddress = 'a', consistent: true } }",
      "ByAddress is a global index: its reads are never consistent",
    ],
    [
      "{ query: { table: UserSessions, where: UserId = 'a', filter: 'size(SessionId) > 3' } }",
      "a filter cannot name SessionId, an attribute of the key",
    ],
    [
      "{ query: { table: UserSessions, where: SessionId = 'a' } }",
      'no condition on the partition key "UserId"',
    ],
    ["{ query: { table: UserSessions, where: UserId = 5 } }", "UserId is a string, not a number"],
    [
      "{ query: { table: UserSessions, where: 'UserId = ${i}' } }",
      "UserId is a string, not a number, with i = 0",
    ],
    [
      "{ query: { table: UserSessions, index: ByAddress, where: \"IpAddress = 'a' and Hits between 1 and '${i}'\" } }",
      "Hits is a number, not a string, with i = 0",
    ],
    ["{ query: { table: UserSessions, where: 'UserId = ${usr}' } }", "no such variable: usr"],
    [
      "{ query: { table: UserSessions, where: 'UserId = ${user}' }, vars: { user: '${usr}' } }",
      "no such variable: usr",
    ],
  ])("%s", async (yaml, wanted) => {
    expect(await operationMistakes(yaml)).toEqual([wanted]);
  });

  it("hints at the index whose key is meant", async () => {
    const text = withSessions(
      `{ it: { query: { table: UserSessions, where: "IpAddress = '\${ipv4()}'" } } }`,
    );
    await expect(load(text)).rejects.toMatchObject({
      problems: [{ hint: "read the index: index: ByAddress" }],
    });
  });

  it("has a place inside an expression, and inside a template in it", async () => {
    const text = withSessions(`
  a: { put: { entity: session, if: "UserId == 1" } }
  b: { put: { entity: session, if: 'UserId = \${usr}' }, vars: { user: x } }
  c: { put: { entity: session, if: 'Note = ''its \${foo}''' } }
  d: { put: { entity: session, if: "Note = '\${hexx(1)}'" } }`);
    const lines = text.split("\n");
    const at = (line: number, part: string) => (lines[line - 1] ?? "").indexOf(part) + 1;
    expect(await mistakes(text)).toEqual([
      expect.stringMatching(`^5:${at(5, "==")} `),
      `6:${at(6, "usr")} no such variable: usr; did you mean user?`,
      `7:${at(7, "foo")} no such variable: foo`,
      `8:${at(8, "hexx")} \${hexx(…)}: no such function; did you mean hex?`,
    ]);
  });
});

describe("a mistake in an entity", () => {
  const entity = (yaml: string) =>
    mistakes(`tables: [tables/sessions.yaml]
entities:
  session: ${yaml}
operations: { add: { put: { entity: session, pick: new } } }`);

  it.each([
    [
      "{ table: UserSessions, item: { UserId: a } }",
      "3:35 no SessionId, which is a key of UserSessions",
    ],
    [
      "{ table: UserSessions, item: { UserId: '${i}', SessionId: s } }",
      "3:51 UserId is a number, but as a key of UserSessions it is a string",
    ],
    [
      "{ table: UserSessions, item: { UserId: a, SessionId: s, Hits: x } }",
      "3:74 Hits is a string, but as a key of UserSessions it is a number",
    ],
    [
      "{ table: UserSessions, count: 11, item: { UserId: a, SessionId: s, N: '${1 / (i - 10)}' } }",
      "3:82 division by zero, with i = 10",
    ],
    [
      "{ table: UserSessions, item: { UserId: a, SessionId: s, N: 'a ${zipff(3)}' } }",
      "3:76 ${zipff(…)}: no such function; did you mean zipf?",
    ],
    ["{ table: Other, item: { UserId: a, SessionId: s } }", '3:21 unknown table "Other"'],
    ["{ table: UserSessions, item: {} }", "3:41 an item has attributes"],
    [
      "{ table: UserSessions, count: 1.5, item: { UserId: a, SessionId: s } }",
      "3:42 expected a whole number, got 1.5",
    ],
  ])("%s", async (yaml, wanted) => {
    expect(await entity(yaml)).toEqual([wanted]);
  });

  it("is told when an item would be too large", async () => {
    const [only] = await entity(
      "{ table: UserSessions, item: { UserId: a, SessionId: s, A: '${text(300000)}', B: '${text(300000)}' } }",
    );
    expect(only).toMatch(/item 0 has 6000\d\d bytes; DynamoDB stores at most 409600/);
  });

  it("is told when there is nothing to pick from", async () => {
    const text = `entities: { e: { table: T, item: { Id: a } } }
operations: { read: { get: { entity: e } }, all: { batchWrite: { entity: e, pick: new } } }`;
    expect(await mistakes(text)).toEqual(["2:28 e has no items to pick from: its count is 0"]);
    const few = `entities: { e: { table: T, count: 3, item: { Id: a } } }
operations: { read: { batchGet: { entity: e, size: 4 } } }`;
    expect(await mistakes(few)).toEqual(["2:52 e has 3 items, fewer than 4"]);
  });
});

describe("a mistake in a scenario", () => {
  it("is reported together with all others, in the order of the file", async () => {
    const text = `sead: 1
tables: [tables/sessions.yaml, tables/none.yaml]
entities:
  session: { table: UserSessions, count: -1, item: { UserId: a, SessionId: "\${x}" } }
operations:
  read: { get: { entity: session, pick: newest } }
load: { warmup: 2, duration: 1 day, raet: 5/s }
thresholds: ["read.p95 < 20", 7]`;
    expect(await mistakes(text)).toEqual([
      '1:1 unknown key "sead"; did you mean "seed"?',
      "2:32 cannot read s/tables/none.yaml (ENOENT)",
      "4:42 expected at least 0, got -1",
      "4:79 no such variable: x",
      '6:41 unknown pick "newest"; did you mean "new"?',
      "7:17 expected a duration such as 500ms, 2s, 1m30s or 24h",
      '7:30 "1 day" is no duration; expected a duration such as 500ms, 2s, 1m30s or 24h',
      '7:37 unknown key "raet"; did you mean "rate"?',
      '8:26 "20" is no value for p95',
      "8:31 expected a text such as p95 < 20ms, or a mapping with an expression",
    ]);
  });

  it.each([
    ["name: x", "1:1 missing: operations"],
    ["operations: {}", "1:1 no operations"],
    ["operations: { 1a: { get: { entity: e } } }", /cannot be an operation's name/],
    [
      withSessions("{ r: { get: { entity: session } } }", "load: { duration: 1s, requests: 5 }"),
      "5:23 a load has a duration or a number of requests, not both",
    ],
    [
      withSessions("{ r: { get: { entity: session } } }", "load: { concurrency: 0 }"),
      "5:22 expected at least 1, got 0",
    ],
    [
      withSessions("{ r: { get: { entity: session } } }", "load: { duration: 0s }"),
      "5:19 a run takes some time: at least 1ms",
    ],
    [
      withSessions("{ r: { get: { entity: session } } }", "seed: -1"),
      "5:7 expected at least 0, got -1",
    ],
    [
      withSessions("{ r: { get: { entity: session } } }", "cheks: []"),
      '5:1 unknown key "cheks"; did you mean "checks"?',
    ],
    [
      withSessions("{ r: { get: { entity: session } } }", 'thresholds: ["raed.p95 < 1s"]'),
      '5:14 unknown operation "raed"',
    ],
  ])("%j", async (text, wanted) => {
    const found = await mistakes(text);
    if (typeof wanted === "string") expect(found).toContain(wanted);
    else expect(found.join("\n")).toMatch(wanted);
  });

  it("in a table's file has its place there", async () => {
    const files = new Map([["s/t.yaml", "table: Users\npartitionKey: Id X\n"]]);
    const text =
      "tables: [t.yaml]\noperations: { q: { query: { table: Users, where: Id = 1 and } } }";
    const found = await mistakes(text, files);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^2:\d+ /);
    expect(found[1]).toMatch(/^s\/t\.yaml:2:15 /);
    await expect(load(text, files)).rejects.toThrow("2 problems in s/test.yaml and s/t.yaml");
  });

  it("such as a table listed twice is told", async () => {
    expect(
      await mistakes(`tables: [tables/sessions.yaml, tables/sessions.yaml]
operations: { q: { query: { table: UserSessions, where: UserId = 'a' } } }`),
    ).toEqual(['1:32 table "UserSessions" is listed twice']);
  });

  it("in its syntax is told", async () => {
    expect(await mistakes("operations: { a: [")).not.toEqual([]);
    expect(await mistakes("just text")).toEqual(["1:1 expected a mapping, got a string"]);
    expect(await mistakes("")).not.toEqual([]);
  });
});

describe("a hostile scenario", () => {
  it("may use the names of prototypes", async () => {
    const text = `entities:
  valueOf: { table: T, count: 1, item: { __proto__: a, constructor: "\${i}" } }
operations:
  constructor: { get: { entity: valueOf } }
  toString: { get: { entity: hasOwnProperty } }`;
    expect(await mistakes(text)).toEqual(['5:30 unknown entity "hasOwnProperty"']);
    const scenario = await load(text.replace("hasOwnProperty", "valueOf"));
    expect(scenario.entities[0]?.item.toWire(scope(0))).toBe(
      '{"__proto__":{"S":"a"},"constructor":{"N":"0"}}',
    );
  });

  it.each([
    "operations: 5",
    "operations: [1]",
    "entities: 5\noperations: { a: 5 }",
    "tables: x\noperations: { a: { get: 5 } }",
    "load: 5\nthresholds: 5\noperations: { a: null }",
  ])("%j is refused", async text => {
    expect((await mistakes(text)).length).toBeGreaterThan(0);
  });
});
