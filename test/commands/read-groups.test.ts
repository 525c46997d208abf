import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { dyn } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";

let typed = "";
let bare = "";

beforeAll(async () => {
  const items = Array.from({ length: 30 }, (_, n) => ({
    Pk: { S: n % 3 === 0 ? `USER#${n}` : `ORDER#${n}` },
    Sk: { N: String(n) },
    ...(n % 3 === 0 ? { Email: { S: `u${n}@example.com` } } : { Amount: { N: "1.5" } }),
  }));
  bare = await tableWith(items);
  typed = await tableWith(
    items.map((item, n) => ({ ...item, Type: { S: n % 3 === 0 ? "User" : "Order" } })),
  );
});

const groupsOf = async (...words: string[]) => {
  const { out, code } = await dyn([...words, "--group-by-entity", "-o", "json"]);
  expect(code).toBe(0);
  return JSON.parse(out);
};

describe("--group-by-entity", () => {
  it("groups by an attribute that every item has, one of the common names", async () => {
    const document = await groupsOf("scan", typed, "--all");
    expect(document).toMatchObject({ groupedBy: "Type", count: 30, nextToken: null });
    const counts = document.groups.map((group: { entity: string; count: number }) => [
      group.entity,
      group.count,
    ]);
    expect(new Map(counts)).toEqual(
      new Map([
        ["User", 10],
        ["Order", 20],
      ]),
    );
    for (const { entity, count, items } of document.groups) {
      expect(items).toHaveLength(count);
      for (const item of items) expect(item.Type).toBe(entity);
    }
  });

  it("groups by the template of the key otherwise", async () => {
    const document = await groupsOf("scan", bare, "--all");
    expect(document.groupedBy).toBe("key");
    const names = document.groups.map(({ entity }: { entity: string }) => entity);
    expect(names.sort()).toEqual(["ORDER#<…> / <…>", "USER#<…> / <…>"]);
  });

  it("groups by the attribute that is named, and what lacks it by itself", async () => {
    const document = await groupsOf("scan", bare, "--all", "--entity-attribute", "Amount");
    const names = document.groups.map(({ entity }: { entity: string }) => entity);
    expect(names.sort()).toEqual(["1.5", "no Amount"]);
  });

  it("shows people a table for each, with columns of its own", async () => {
    const { out, err } = await dyn(["scan", typed, "--group-by-entity", "-o", "table"]);
    const [first = "", second = ""] = out.split("\n\n");
    const [user, order] = first.startsWith("User") ? [first, second] : [second, first];
    expect(user).toMatch(/^User · \d+ items\nPk +Sk +.*Email/);
    expect(order).toMatch(/^Order · \d+ items\nPk +Sk +.*Amount/);
    expect(user).not.toContain("Amount");
    expect(err).toMatch(/^25 items · .* · next page: --token \S+\n$/);
  });

  it("is a document in a pipe, in YAML, too", async () => {
    const words = ["query", typed, "Pk = 'USER#0'", "--group-by-entity"];
    expect(JSON.parse((await dyn(words)).out).groups).toHaveLength(1);
    const { out } = await dyn([...words, "-o", "yaml", "--total"]);
    expect(parse(out)).toMatchObject({
      groups: [{ entity: "User", count: 1, items: [{ Sk: 0 }] }],
      count: 1,
      groupedBy: "Type",
      total: 1,
    });
    expect(await groupsOf("query", typed, "Pk = 'nobody'")).toMatchObject({ groups: [], count: 0 });
  });

  it("lets no entity steer the terminal", async () => {
    const wild = await tableWith([
      { Pk: { S: "a" }, Sk: { N: "1" }, Type: { S: "\u001b[2J\u202e" } },
    ]);
    for (const format of ["table", "json", "yaml"]) {
      const words = ["scan", wild, "--group-by-entity", "--no-color", "-o", format];
      const { out } = await dyn(words, { stdoutTTY: true });
      expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});
