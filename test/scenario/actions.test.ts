import { describe, expect, it } from "vitest";
import type { Operation } from "../../src/scenario/scenario.ts";
import type { Scope, TemplateValue } from "../../src/template/scope.ts";
import { load, mistakes } from "./fixture.ts";

/** Sessions (100), users (50, of another table) and notes (none) beside them. */
function scenario(yaml: string): string {
  return `tables: [tables/sessions.yaml]
entities:
  session: { table: UserSessions, count: 100, item: { UserId: "user-\${i}", SessionId: "s", N: 1 } }
  user: { table: UserSessions, count: 50, item: { UserId: "u-\${i}", SessionId: "u" } }
  note: { table: UserSessions, item: { UserId: "n-\${i}", SessionId: "n" } }
operations: ${yaml.startsWith("\n") ? `\n  it:${yaml}` : `{ it: ${yaml} }`}`;
}

async function operation(yaml: string): Promise<Operation> {
  const [only] = (await load(scenario(yaml))).operations;
  if (only === undefined) throw new Error("no operation");
  return only;
}

async function problems(yaml: string): Promise<readonly string[]> {
  return (await mistakes(scenario(yaml))).map(each => each.replace(/^\S+ /, ""));
}

function scope(vars: Readonly<Record<string, TemplateValue>> = {}, index = 0): Scope {
  return { seed: 1, index, vars, now: () => 0 };
}

describe("searches", () => {
  it("scan a table or an index, page by page", async () => {
    const { action } = await operation(
      "{ scan: { table: UserSessions, index: ByAddress, filter: 'Hits > ${n}', select: Hits, limit: 10, pages: all }, vars: { n: 3 } }",
    );
    expect(action).toMatchObject({
      kind: "scan",
      table: "UserSessions",
      index: "ByAddress",
      filter: { kind: "compare" },
      select: [["Hits"]],
      limit: 10,
      pages: Number.POSITIVE_INFINITY,
      consistent: false,
    });
    expect((await operation("{ scan: { table: UserSessions, consistent: true } }")).action).toEqual(
      {
        kind: "scan",
        table: "UserSessions",
        pages: 1,
        consistent: true,
      },
    );
    const query = await operation(
      "{ query: { table: UserSessions, where: UserId = 'a', pages: 4 } }",
    );
    expect(query.action).toMatchObject({ pages: 4 });
  });

  it.each([
    [
      "{ scan: { table: UserSesions } }",
      'unknown table "UserSesions"; did you mean "UserSessions"?',
    ],
    ["{ scan: { table: UserSessions, index: X } }", 'unknown index "X"'],
    [
      "{ scan: { table: UserSessions, index: ByAddress, consistent: true } }",
      "ByAddress is a global index: its reads are never consistent",
    ],
    ["{ scan: { table: UserSessions, pages: 0 } }", "expected at least 1, got 0"],
    ["{ scan: { table: UserSessions, filter: 'a =' } }", "expected a value, found the end"],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));
});

describe("a read", () => {
  it.each([
    "get: { entity: session, route: read }",
    "query: { table: UserSessions, where: UserId = 'a', route: read }",
    "scan: { table: UserSessions, route: read }",
    "batchGet: { entity: session, route: read }",
    "transactGet: { members: [{ entity: session }], route: read }",
    "statement: { sql: SELECT 1, route: read }",
  ])("goes where its route says: %s", async yaml => {
    expect((await operation(`{ ${yaml} }`)).action).toMatchObject({ route: "read" });
    const other = await operation(`{ ${yaml.replace("route: read", "route: write")} }`);
    expect(other.action).toMatchObject({ route: "write" });
    const none = await operation(`{ ${yaml.replace(", route: read", "")} }`);
    expect(none.action).not.toHaveProperty("route");
  });

  it.each([
    [
      "{ get: { entity: session, route: read, consistent: true } }",
      "a replica gives no consistent reads",
    ],
    [
      "{ statement: { sql: SELECT 1, route: read, consistent: true } }",
      "a replica gives no consistent reads",
    ],
    ["{ get: { entity: session, route: replica } }", 'expected "read" or "write", got "replica"'],
    ["{ put: { entity: session, route: read } }", 'unknown key "route"'],
    ["{ transactGet: { members: [{ entity: session, route: read }] } }", 'unknown key "route"'],
    ["{ transactGet: { route: read } }", "a transaction is a list of members, at least one"],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));
});

describe("a read until it sees a write", () => {
  it("waits for a condition, or for the item", async () => {
    const { action } = await operation(`
    flow:
      - { update: { entity: session, do: "SET N = \${v}" } }
      - { get: { entity: session, pick: same, route: read, until: "N >= \${v}", within: 2s } }
      - { get: { entity: session, pick: same, until: true } }
    vars: { v: 3 }`);
    if (action.kind !== "flow") throw new Error(action.kind);
    const [, waits, there] = action.steps.map(step => step.action);
    if (waits?.kind !== "get" || there?.kind !== "get") throw new Error("no reads");
    expect(waits.until).toMatchObject({ condition: { kind: "compare" }, withinMs: 2000 });
    const values = [...(waits.until?.parameters?.values() ?? [])];
    expect(values.map(each => each.toAttributeValue(scope({ v: 3 })))).toEqual([{ N: "3" }]);
    expect(there.until).toEqual({ withinMs: 5000 });
  });

  it.each([
    ["{ get: { entity: session, within: 2s } }", "within is for a read that has until"],
    ["{ get: { entity: session, until: 'N >=' } }", "expected a value, found the end"],
    [
      "{ get: { entity: session, until: \"UserId = 'a'\" } }",
      "a filter cannot name UserId, an attribute of the key",
    ],
    ["{ get: { entity: session, until: 5 } }", "expected true, or a condition of the item"],
    [
      "{ flow: [{ get: { entity: session, until: true } }], transaction: serializable }",
      "a step of a transaction has no until",
    ],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));
});

describe("a transaction", () => {
  it("has members with picks, expressions and draws of their own", async () => {
    const { action, retryConflicts } = await operation(`
    transactWrite:
      - update: { entity: session, do: "ADD N \${int(1, 1000000)}", if: "N >= \${n}" }
      - update: { entity: session, pick: zipf, do: "ADD N \${int(1, 1000000)}" }
      - put: { entity: note, pick: new }
      - check: { entity: user, if: "attribute_exists(UserId)" }
      - delete: { entity: user }
    vars: { n: 5 }
    retryConflicts: 8`);
    expect(retryConflicts).toBe(8);
    if (action.kind !== "transactWrite") throw new Error(action.kind);
    expect(action.members.map(({ kind }) => kind)).toEqual([
      "update",
      "update",
      "put",
      "check",
      "delete",
    ]);
    const [first, second] = action.members;
    const draw = (member = first) =>
      [...(member?.parameters?.values() ?? [])].map(each => each.evaluate(scope({ n: 5 })));
    expect(draw(first)).toHaveLength(2);
    expect(draw(second)).toHaveLength(1);
    expect(draw(first)[0]).not.toBe(draw(second)[0]);
  });

  it("reads some items, or several of one kind", async () => {
    const { action } = await operation(
      "{ transactGet: [{ entity: session, size: 3 }, { entity: user, pick: latest, select: N }] }",
    );
    if (action.kind !== "transactGet") throw new Error(action.kind);
    expect(action.members.map(({ entity }) => entity.name)).toEqual([
      "session",
      "session",
      "session",
      "user",
    ]);
    expect(action.members[3]).toMatchObject({ pick: { kind: "latest" }, select: [["N"]] });
  });

  it("may take the same index of another entity", async () => {
    const { action } = await operation(
      "{ transactWrite: [{ delete: { entity: user } }, { put: { entity: note, pick: same } }] }",
    );
    if (action.kind !== "transactWrite") throw new Error(action.kind);
    expect(action.members[1]).toMatchObject({ pick: { kind: "same" } });
  });

  it.each([
    ["{ transactWrite: [] }", "a transaction is a list of members, at least one"],
    ["{ transactGet: { entity: session } }", "a transaction is a list of members, at least one"],
    ["{ transactWrite: [{ get: { entity: session } }] }", 'unknown operation "get"'],
    ["{ transactWrite: [{ check: { entity: session } }] }", "missing: if"],
    ["{ transactWrite: [5] }", "member 1 says nothing"],
    [
      "{ transactWrite: [{ put: { entity: session }, delete: { entity: user } }] }",
      "member 1 does two things: put and delete",
    ],
    [
      "{ transactGet: [{ entity: session, size: 100 }, { entity: user }] }",
      "a transaction of 101 members; DynamoDB takes at most 100",
    ],
    [
      "{ transactGet: [{ entity: user, size: 51 }] }",
      "user has 50 items, fewer than the 51 that the transaction takes",
    ],
    [
      "{ transactGet: [{ entity: user, size: 30 }, { entity: user, size: 30 }] }",
      "user has 50 items, fewer than the 60 that the transaction takes",
    ],
    [
      "{ transactGet: [{ entity: session, pick: new }] }",
      "pick new makes items that are not there yet",
    ],
    [
      "{ transactGet: [{ entity: session, pick: same }] }",
      "pick same needs something before it that works on one item",
    ],
    [
      "{ transactGet: [{ entity: session }, { entity: session, pick: same }] }",
      "pick same: the transaction may touch one session twice",
    ],
    [
      "{ transactGet: [{ entity: session }, { entity: user, pick: same }] }",
      "pick same: user has 50 items, session before has 100",
    ],
    ["{ get: { entity: session }, retryConflicts: 101 }", "expected at most 100, got 101"],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));
});

describe("a statement", () => {
  it("has a ? for every template, with its type", async () => {
    const { action } = await operation(
      `{ statement: { partiql: "SELECT * FROM UserSessions WHERE UserId = \${who} AND N = \${n} AND Note = 'x-\${n}' AND A = '\${n}'", consistent: true, pages: all }, vars: { who: "user-1", n: 5 } }`,
    );
    if (action.kind !== "statement") throw new Error(action.kind);
    const { pieces = [], values = [] } = action.texts.partiql ?? {};
    expect(pieces.join("?")).toBe(
      "SELECT * FROM UserSessions WHERE UserId = ? AND N = ? AND Note = ? AND A = ?",
    );
    expect(action).toMatchObject({
      consistent: true,
      pages: Number.POSITIVE_INFINITY,
    });
    const vars = { who: "user-1", n: 5 };
    expect(values.map(each => each.toAttributeValue(scope(vars)))).toEqual([
      { S: "user-1" },
      { N: "5" },
      { S: "x-5" },
      { S: "5" },
    ]);
  });

  it("has a text for each language that it is to be told in", async () => {
    const { action } = await operation(`
    statement:
      partiql: "SELECT * FROM UserSessions WHERE UserId = '\${who}'"
      sql: 'SELECT * FROM "UserSessions" WHERE "UserId" = \${who} -- \${nobody}'
      postgres: 'SELECT * FROM "UserSessions" WHERE "UserId" = \${who} FOR UPDATE'
    vars: { who: "user-1" }`);
    if (action.kind !== "statement") throw new Error(action.kind);
    expect(Object.keys(action.texts)).toEqual(["partiql", "sql", "postgres"]);
    expect(action.texts.sql).toMatchObject({
      pieces: ['SELECT * FROM "UserSessions" WHERE "UserId" = ', "  "],
      readOnly: true,
    });
    expect(action.texts.postgres).toMatchObject({ readOnly: false, givesRows: true });
    const values = Object.values(action.texts).flatMap(each => each.values);
    expect(values.map(each => each.toAttributeValue(scope({ who: "user-1" })))).toEqual(
      Array(3).fill({ S: "user-1" }),
    );
  });

  it("may be of any length in SQL", async () => {
    const text = `SELECT '${"x".repeat(9000)}'`;
    const { action } = await operation(`{ statement: { sql: "${text}" } }`);
    expect(action).toMatchObject({ texts: { sql: { pieces: [text] } } });
  });

  it("gives a flow its rows when it locks or changes them, too", async () => {
    const { action } = await operation(`
    flow:
      - { statement: { sql: 'SELECT "N" FROM "S" FOR UPDATE' }, as: seen }
      - { statement: { postgres: 'UPDATE "S" SET "N" = \${seen[0].N} RETURNING "N"' }, as: now }`);
    expect(action).toMatchObject({ steps: [{ as: "seen" }, { as: "now" }] });
  });

  it.each([
    ["{ statement: { consistent: true } }", "a statement has a text"],
    ["{ statement: { oracle: SELECT 1 } }", 'unknown key "oracle"'],
    [
      "{ statement: { sql: SELECT 1, mysql: DELETE FROM T, route: read } }",
      "a replica takes no statement that writes",
    ],
    ["{ statement: { sql: 'SELECT ?' } }", "a ? that has no value"],
    ["{ statement: { postgres: 'SELECT ${who}' } }", "no such variable: who"],
    ["{ statement: { mysql: 'SELECT ${1 / 0}' } }", "division by zero"],
    [
      "{ flow: [{ statement: { sql: 'SELECT 1', mysql: 'CALL f()' }, as: x }] }",
      '"as" keeps what a step reads, and this one writes',
    ],
    [
      "{ statement: { partiql: DROP TABLE T } }",
      "a statement begins with SELECT, INSERT, UPDATE or DELETE",
    ],
    [
      "{ statement: { partiql: \"DELETE FROM T WHERE a = 'b'\", consistent: true } }",
      "a statement that writes has no consistent",
    ],
    [
      "{ statement: { partiql: \"DELETE FROM T WHERE a = 'b'\", pages: 2 } }",
      "a statement that writes has no pages",
    ],
    ["{ statement: { partiql: 'SELECT * FROM T WHERE a = ${who}' } }", "no such variable: who"],
    [
      "{ statement: { partiql: 'SELECT * FROM \"${i}\"' } }",
      "a name in double quotes cannot have a template in it",
    ],
    [
      `{ statement: { partiql: "SELECT '${"x".repeat(8192)}'" } }`,
      "a statement of 8201 characters; DynamoDB takes at most 8192",
    ],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));
});

describe("a flow", () => {
  it("may be one transaction", async () => {
    const { action, retryConflicts } = await operation(
      "{ flow: [{ get: { entity: session } }], transaction: repeatable-read, retryConflicts: 3 }",
    );
    expect(action).toMatchObject({ kind: "flow", transaction: "repeatable-read" });
    expect(retryConflicts).toBe(3);
  });

  it.each([
    [
      "{ flow: [{ get: { entity: session } }], transaction: snapshot }",
      'expected "read-committed", "repeatable-read" or "serializable", got "snapshot"',
    ],
    [
      "{ get: { entity: session }, transaction: serializable }",
      "transaction makes one of a flow's steps, and this is a get",
    ],
    [
      "{ flow: [{ transactGet: [{ entity: session }] }], transaction: serializable }",
      "a transaction has no transactions within",
    ],
    [
      "{ flow: [{ get: { entity: session, route: read } }], transaction: serializable }",
      "a step of a transaction has no route",
    ],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));

  it("uses in a later step what an earlier one read", async () => {
    const { action } = await operation(
      '{ flow: [{ get: { entity: session, pick: zipf }, as: stock }, { update: { entity: session, pick: same, do: "SET N = ${stock.N + step}", if: "N = ${stock.N}" }, restart: true }], vars: { step: 2 } }',
    );
    if (action.kind !== "flow") throw new Error(action.kind);
    const [first, second] = action.steps;
    expect(first).toMatchObject({ as: "stock", restarts: 0, action: { kind: "get" } });
    expect(second).toMatchObject({ restarts: 10, action: { pick: { kind: "same" } } });
    if (second?.action.kind !== "update") throw new Error("no update");
    const vars = { step: 2, stock: new Map([["N", 5]]) };
    const values = [...(second.action.parameters?.values() ?? [])];
    expect(values.map(each => each.evaluate(scope(vars)))).toEqual([7, 5]);
  });

  it("may go on with the item before in a transaction, and make one for another entity", async () => {
    const { action } = await operation(
      "{ flow: [{ get: { entity: user } }, { query: { table: UserSessions, where: UserId = 'a' } }, { transactWrite: [{ put: { entity: user, pick: same } }, { put: { entity: note, pick: new } }] }] }",
    );
    expect(action).toMatchObject({ kind: "flow", steps: [{}, {}, {}] });
    expect(
      await problems(
        "{ flow: [{ put: { entity: note, pick: new } }, { put: { entity: user, pick: same } }, { get: { entity: note, pick: same } }] }",
      ),
    ).toEqual([]);
  });

  it.each([
    ["{ flow: [] }", "a flow is a list of steps, at least one"],
    ["{ flow: [{ flow: [] }] }", "a flow cannot be a step of a flow"],
    ["{ flow: [{ as: x }] }", "step 1 does nothing"],
    ["{ flow: [{ gte: { entity: user } }] }", 'unknown operation "gte"; did you mean "get"?'],
    [
      "{ flow: [{ get: { entity: user, pick: same } }] }",
      "pick same needs something before it that works on one item",
    ],
    [
      "{ get: { entity: user, pick: same } }",
      "pick same needs something before it that works on one item",
    ],
    [
      "{ flow: [{ get: { entity: user } }, { batchGet: { entity: user, pick: same } }] }",
      "pick same is one item, and a batch has several",
    ],
    [
      "{ flow: [{ get: { entity: session } }, { get: { entity: user, pick: same } }] }",
      "pick same: user has 50 items, session before has 100",
    ],
    [
      "{ flow: [{ put: { entity: note, pick: new } }, { get: { entity: user, pick: same } }] }",
      "pick same: the new note before may be one that user has no item for",
    ],
    [
      "{ flow: [{ put: { entity: session }, as: x }] }",
      '"as" keeps what a step reads, and this one writes',
    ],
    [
      "{ flow: [{ statement: { partiql: \"DELETE FROM T WHERE a = 'b'\" }, as: x }] }",
      '"as" keeps what a step reads, and this one writes',
    ],
    [
      "{ flow: [{ get: { entity: user }, as: i }] }",
      '"i" is a variable that every template has already',
    ],
    ["{ flow: [{ get: { entity: user }, as: n }], vars: { n: 1 } }", '"n" is a variable already'],
    [
      "{ flow: [{ get: { entity: user }, as: n }, { get: { entity: user }, as: n }] }",
      '"n" is a variable already',
    ],
    [
      "{ flow: [{ get: { entity: user }, as: a-b }] }",
      '"a-b" cannot be a variable; names have letters, digits and "_", a letter first',
    ],
    [
      "{ flow: [{ update: { entity: user, do: 'ADD N ${later.N}' } }, { get: { entity: user }, as: later }] }",
      "no such variable: later",
    ],
    [
      "{ flow: [{ get: { entity: user }, restart: 3 }] }",
      "restart: this step has no condition that could fail",
    ],
    [
      "{ flow: [{ put: { entity: user, if: N = 1 }, restart: -1 }] }",
      "expected at least 0, got -1",
    ],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));

  it("tells the place of a mistake in a step", async () => {
    const text = scenario(`
    flow:
      - { get: { entity: user }, as: stock }
      - { update: { entity: user, pick: same, do: "SET N = \${stok.N}" } }`);
    const lines = text.split("\n");
    const at = lines.findIndex(line => line.includes("stok"));
    expect(await mistakes(text)).toEqual([
      `${at + 1}:${(lines[at] ?? "").indexOf("stok") + 1} no such variable: stok; did you mean stock?`,
    ]);
  });
});

describe("a pick from an empty entity", () => {
  it.each(["uniform", "zipf", "latest", "hotspot(0.2, 0.8)", "sequential"])(
    "%s is refused",
    async pick => {
      expect(await problems(`{ get: { entity: note, pick: "${pick}" } }`)).toEqual([
        "note has no items to pick from: its count is 0",
      ]);
    },
  );
});

describe("a reference", () => {
  it("has throughputs a second and latencies in ms", async () => {
    const { reference } = await operation(
      "{ get: { entity: user }, reference: { throughput: 600/m, itemThroughput: 5, p95: 15ms, p99.9: 1.5s } }",
    );
    expect(reference).toEqual({ throughput: 10, itemThroughput: 5, p95: 15, "p99.9": 1500 });
  });

  it.each([
    [
      "{ get: { entity: user }, reference: { p95: 15 } }",
      "expected a time such as 800us, 15ms or 1.5s",
    ],
    [
      "{ get: { entity: user }, reference: { p94: 15ms } }",
      'unknown key "p94"; did you mean "p90"?',
    ],
    [
      "{ get: { entity: user }, reference: { throughput: fast } }",
      '"fast" is no rate; expected a rate such as 2000/s or 300/m',
    ],
  ])("%s is refused", async (yaml, wanted) => expect(await problems(yaml)).toEqual([wanted]));
});
