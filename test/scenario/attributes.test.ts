import { describe, expect, it } from "vitest";
import { attributesOf } from "../../src/scenario/attributes.ts";
import { load } from "./fixture.ts";

/** What the table UserSessions (keys UserId and SessionId) is to hold. */
async function attributes(entities: string, operations = "{}"): Promise<Record<string, string>> {
  const scenario = await load(`tables: [tables/sessions.yaml]
entities: ${entities}
operations: ${operations === "{}" ? "{ it: { get: { entity: session } } }" : operations}`);
  return Object.fromEntries(attributesOf(scenario, "UserSessions"));
}

const session = (item: string, count = 100): string =>
  `{ session: { table: UserSessions, count: ${count}, item: { UserId: a, SessionId: "\${i}x", ${item} } } }`;
const keys = { UserId: "S", SessionId: "S" };

describe("the attributes of a table's items", () => {
  it("have the kinds of what its entities make", async () => {
    const item = `Hits: "\${i}", Note: text, Paid: true, Picture: "\${bytes(3)}", Tags: [a], Sizes: {}`;
    expect(await attributes(session(item))).toEqual({
      ...keys,
      Hits: "N",
      Note: "S",
      Paid: "BOOL",
      Picture: "B",
      Tags: "document",
      Sizes: "document",
    });
  });

  it("are documents where items differ, or are null", async () => {
    expect(await attributes(session(`Mixed: "\${pick(1, 'one')}", Nothing: null`))).toEqual({
      ...keys,
      Mixed: "document",
      Nothing: "document",
    });
    const two = `{ session: { table: UserSessions, item: { UserId: a, SessionId: "s", Value: 1, Only: x } },
      user: { table: UserSessions, item: { UserId: a, SessionId: "u", Value: one } } }`;
    expect(await attributes(two, "{ it: { put: { entity: session, pick: new } } }")).toEqual({
      ...keys,
      Value: "document",
      Only: "S",
    });
  });

  it("are those of updates, too", async () => {
    const updates = `
  plain: { update: { entity: session, do: "SET A = 'text', B = \${n + 1}, C = Hits + 1, D = if_not_exists(D, true)" }, vars: { n: 3 } }
  more: { update: { entity: session, do: "ADD E 1, F <<'a'>> SET G = list_append(G, [1]), H.I = 1, J = C REMOVE K" } }
  steps:
    flow:
      - { get: { entity: session }, as: seen }
      - update: { entity: session, pick: same, do: "SET L = '\${seen.Hits}', M = \${seen.Hits}" }
  both:
    transactWrite:
      - update: { entity: session, do: "SET O = b64'AQI='" }`;
    expect(await attributes(session("Hits: 1"), updates)).toEqual({
      ...keys,
      Hits: "N",
      A: "S",
      B: "N",
      C: "N",
      D: "BOOL",
      E: "N",
      F: "document",
      G: "document",
      H: "document",
      J: "N",
      L: "S",
      M: "N",
      O: "B",
    });
  });

  it("are documents where nothing tells what an update gives, unless an entity does", async () => {
    const steps = `
  steps:
    flow:
      - { query: { table: UserSessions, where: "UserId = 'a'" }, as: all }
      - update: { entity: session, do: "SET Hits = \${all[0].Hits}, Other = \${all[0].Hits}" }`;
    expect(await attributes(session("Hits: 1"), steps)).toMatchObject({
      Hits: "N",
      Other: "document",
    });
  });

  it("are no other table's", async () => {
    const elsewhere =
      "{ session: { table: UserSessions, count: 1, item: { UserId: a, SessionId: s } } }";
    const scenario = await load(`tables: [tables/sessions.yaml]
entities: ${elsewhere}
operations: { it: { update: { entity: session, do: "SET A = 1" } } }`);
    expect(attributesOf(scenario, "Orders")).toEqual(new Map());
  });
});
