import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Described, diffTables } from "../../src/schema/diff.ts";
import { parseTableSchemas } from "../../src/schema/parse.ts";
import type { TableSchema } from "../../src/schema/schema.ts";
import { schemas } from "../support/schemas.ts";

function schemaOf(rest: string): TableSchema {
  const [schema] = parseTableSchemas(`table: Orders\npartitionKey: Id S\n${rest}`, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

const file = (schema: TableSchema | string): Described => ({
  kind: "file",
  name: "orders.yaml",
  schema: typeof schema === "string" ? schemaOf(schema) : schema,
});

const live = (schema: TableSchema | string, name = "local:Orders"): Described => ({
  kind: "live",
  name,
  schema: typeof schema === "string" ? schemaOf(schema) : schema,
});

/** `+ ttl At`, `- ttl At`, `~ ttl At → Until`. */
function rows(a: Described, b: Described): string[] {
  const marks = { add: "+", remove: "-", change: "~" };
  return diffTables(a, b).changes.map(
    ({ kind, setting, from, to }) =>
      `${marks[kind]} ${setting} ${[from, to].filter(text => text !== undefined).join(" → ")}`,
  );
}

describe("the difference of two tables", () => {
  it("is what the second has otherwise, whatever they are called", () => {
    const a = "billing: on-demand\nttl: At\nstream: false\ntags: { team: shop, old: x }\n";
    const b =
      "billing: { read: 5, write: 6 }\nttl: false\nstream: keys-only\ntags: { team: till, new: y }\n";
    const expected = [
      "~ billing on-demand → 5 read, 6 write units",
      "- ttl At",
      "+ stream keys-only",
      "~ tags.team shop → till",
      "- tags.old x",
      "+ tags.new y",
    ].toSorted();
    const renamed = { ...schemaOf(b), table: "Bills" };
    for (const other of [file(renamed), live(renamed)]) {
      for (const one of [file(a), live(a)]) expect(rows(one, other).toSorted()).toEqual(expected);
    }
  });

  it("counts indexes and keys, with what they take", () => {
    const a = "indexes: { ByA: { partitionKey: A S }, ByB: { partitionKey: B S } }\n";
    const b =
      "sortKey: At N\nindexes: { ByB: { partitionKey: B N }, ByC: { partitionKey: C S } }\n";
    expect(diffTables(live(a), live(b)).changes).toEqual([
      {
        setting: "key",
        kind: "change",
        from: "Id S",
        to: "Id S, At N",
        replaces: "the key of a table cannot change",
      },
      { setting: "indexes.ByA", kind: "remove", from: "A S (all attributes)" },
      {
        setting: "indexes.ByB",
        kind: "change",
        from: "B S (all attributes)",
        to: "B N (all attributes)",
      },
      { setting: "indexes.ByC", kind: "add", to: "C S (all attributes)" },
    ]);
  });

  it("takes a file against a live table for what it manages", () => {
    const silent = file("");
    const full = live(
      "ttl: At\nstream: new-image\ntags: { team: shop }\nbilling: { read: 5, write: 5 }\n",
    );
    expect(rows(silent, full)).toEqual([]);
    expect(rows(full, silent)).toEqual([]);
    const ranged = file("billing: { read: { min: 1, max: 10 }, write: 5 }\n");
    expect(rows(ranged, full)).toEqual([]);
    expect(rows(full, ranged)).toEqual([]);
  });

  it("takes two files by all that they write, and what they leave out as it is made", () => {
    const usual =
      "billing: on-demand\nttl: false\nstream: false\ntags: {}\npointInTimeRecovery: false\ntableClass: standard\ndeletionProtection: false\n";
    expect(rows(file(""), file(usual))).toEqual([]);
    expect(rows(file(""), file("ttl: At\n"))).toEqual(["+ ttl At"]);
    expect(rows(file("ttl: At\n"), file(""))).toEqual(["- ttl At"]);
    expect(
      rows(file("pointInTimeRecovery: true\n"), file("pointInTimeRecovery: { days: 35 }\n")),
    ).toEqual([]);
    expect(
      rows(file("pointInTimeRecovery: { days: 3 }\n"), file("pointInTimeRecovery: true\n")),
    ).toEqual(["~ pointInTimeRecovery the last 3 days → the last 35 days"]);
    expect(
      rows(
        file("billing: { read: { min: 5, max: 50 }, write: 5 }\n"),
        file("billing: { read: { min: 5, max: 60 }, write: 5 }\n"),
      ),
    ).toEqual(["~ billing 5 to 50 read, 5 write units → 5 to 60 read, 5 write units"]);
    expect(rows(file(""), file("warmThroughput: { read: 20000 }\n"))).toEqual([
      "+ warmThroughput 20,000 read units a second",
    ]);
    const customer = (key: string) =>
      file({ ...schemaOf(""), encryption: { kind: "customer", key } });
    const other = diffTables(customer("alias/a"), customer("alias/b"));
    expect(other.changes).toHaveLength(1);
    expect(other.notes).toEqual([]);
  });

  it("takes what one target does not tell for no difference, and says so", () => {
    const telling = live("tags: { team: shop }\ntableClass: infrequent-access\n", "aws:Orders");
    const silent = live("", "local:Orders");
    for (const [a, b] of [
      [telling, silent],
      [silent, telling],
    ] as const) {
      const { changes, notes } = diffTables(a, b);
      expect(changes).toEqual([]);
      expect(notes.toSorted()).toEqual([
        "tableClass: local:Orders does not tell it, so it is not compared",
        "tags: local:Orders does not tell it, so it is not compared",
      ]);
    }
  });

  it("sees what only one of two live tables limits, and no throughput that grew", () => {
    const a = live("maxThroughput: { read: 5 }\nwarmThroughput: { read: 12000 }\n");
    const b = live("maxThroughput: { read: 5, write: 9 }\nwarmThroughput: { read: 40000 }\n");
    expect(rows(a, b)).toEqual([
      "~ maxThroughput 5 read units a second → 5 read, 9 write units a second",
    ]);
    expect(rows(b, a)).toEqual([
      "~ maxThroughput 5 read, 9 write units a second → 5 read units a second",
    ]);
  });

  it("is none from a table to itself, and turned round from the other side", () => {
    const any = schemas({ of: "dynamodb" });
    fc.assert(
      fc.property(any, any, (one, two) => {
        for (const [a, b] of [
          [file(one), file(two)],
          [live(one), live(two)],
        ] as const) {
          expect(diffTables(a, a).changes).toEqual([]);
          const there = diffTables(a, b).changes;
          const back = diffTables(b, a).changes;
          const sides = (changes: typeof there, turned: boolean) =>
            new Map(
              changes.map(({ setting, from, to }) => [setting, turned ? [to, from] : [from, to]]),
            );
          expect(sides(back, true)).toEqual(sides(there, false));
        }
      }),
      { numRuns: 300 },
    );
  });
});
