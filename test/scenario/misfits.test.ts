import { describe, expect, it } from "vitest";
import { misfits, refuseMisfits } from "../../src/scenario/misfits.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { capabilities, type StoreKind } from "../../src/targets/capabilities.ts";
import type { Capabilities } from "../../src/targets/target.ts";
import { load } from "./fixture.ts";

function scenario(operations: string, checks = "[]"): Promise<Scenario> {
  return load(`tables: [tables/sessions.yaml]
entities:
  session:
    table: UserSessions
    count: 100
    item: { UserId: a, SessionId: "s\${i}", N: 1, Note: text, Tags: [a, b], Map: { A: 1 }, Nothing: null }
operations: { it: ${operations} }
checks: ${checks}`);
}

async function problems(store: StoreKind, operations: string, checks?: string) {
  const found = misfits(await scenario(operations, checks), capabilities[store]);
  return found.map(({ message }) => message);
}

const whole = "PostgreSQL's expressions are about whole columns";
const notOneKind = "a list, map, set or null in some item";

describe("what a store cannot do", () => {
  it("is a batch of more items than it takes", async () => {
    const write = "{ batchWrite: { entity: session, pick: new, size: 26 } }";
    expect(await problems("dynamodb", write)).toEqual([
      "it: a batch of 26; DynamoDB's have at most 25 items",
    ]);
    expect(await problems("postgres", write)).toEqual([]);
  });

  it.each([
    "{ get: { entity: session, select: 'N, Tags' } }",
    "{ put: { entity: session, if: 'attribute_not_exists(Tags) and contains(Note, N) and size(Note) > 3' } }",
    '{ update: { entity: session, do: "SET Tags = [1], Map = null, N = N + 1 ADD Hits 1 REMOVE Nothing", if: "attribute_type(N, \'N\')" } }',
    "{ query: { table: UserSessions, where: \"UserId = 'a' and begins_with(SessionId, 's')\", filter: 'N in (1, 2)' } }",
    "{ statement: { partiql: SELECT * FROM T, sql: SELECT 1 } }",
  ])("is not in %s", async operation => {
    expect(await problems("postgres", operation)).toEqual([]);
    expect(await problems("dynamodb", operation)).toEqual([]);
  });

  it.each([
    ["{ get: { entity: session, select: Map.A } }", "Map.A, which is within an attribute"],
    ["{ put: { entity: session, if: 'Map.A = 1' } }", "Map.A, which is within an attribute"],
    [
      "{ delete: { entity: session, if: 'attribute_exists(Tags[0])' } }",
      "Tags[0], which is within an attribute",
    ],
    ["{ update: { entity: session, do: SET Map.B = 1 } }", "Map.B, which is within an attribute"],
    [
      "{ update: { entity: session, do: 'REMOVE Tags[0]' } }",
      "Tags[0], which is within an attribute",
    ],
    ["{ update: { entity: session, do: 'SET Tags = list_append(Tags, [1])' } }", "list_append"],
    [
      "{ update: { entity: session, do: \"ADD Colours <<'red'>>\" } }",
      "ADD to the set or list Colours",
    ],
    [
      "{ update: { entity: session, do: \"DELETE Colours <<'red'>>\" } }",
      "DELETE from the set Colours",
    ],
    [
      "{ scan: { table: UserSessions, filter: \"contains(Tags, 'a')\" } }",
      `contains of Tags, ${notOneKind}`,
    ],
    [
      "{ scan: { table: UserSessions, filter: \"not attribute_type(Map, 'M')\" } }",
      `attribute_type of Map, ${notOneKind}`,
    ],
    ["{ scan: { table: UserSessions, filter: 'size(Tags) > 1' } }", `size of Tags, ${notOneKind}`],
    ["{ scan: { table: UserSessions, filter: 'Note = null' } }", "a comparison with null"],
    [
      "{ transactWrite: [{ check: { entity: session, if: 'Map.A > 0 or Map.A < 0' } }] }",
      "Map.A, which is within an attribute",
    ],
    [
      "{ flow: [{ update: { entity: session, do: SET Map.A = 1 } }] }",
      "Map.A, which is within an attribute",
    ],
  ])("is told of columns: %s", async (operation, what) => {
    expect(await problems("postgres", operation)).toEqual([`it: ${what}: ${whole}`]);
    expect(await problems("dynamodb", operation)).toEqual([]);
  });

  it("is told of checks, by their names", async () => {
    const checks = "[{ every: { table: UserSessions, where: 'Map.A > 0' } }]";
    expect(await problems("postgres", "{ get: { entity: session } }", checks)).toEqual([
      `every UserSessions: Map.A > 0: Map.A, which is within an attribute: ${whole}`,
    ]);
  });

  it("is a statement in no language of its own", async () => {
    const partiql = "{ statement: { partiql: SELECT * FROM T } }";
    expect(await problems("dynamodb", partiql)).toEqual([]);
    expect(await problems("postgres", partiql)).toEqual([
      "it: the statement has no text for PostgreSQL",
    ]);
    const mysql = "{ statement: { mysql: SELECT 1 } }";
    expect(await problems("mysql", mysql)).toEqual([]);
    expect(await problems("dynamodb", mysql)).toEqual([
      "it: the statement has no text for DynamoDB",
    ]);
    expect(await problems("mysql", "{ statement: { sql: SELECT 1 } }")).toEqual([]);
  });

  it("is a transaction of steps, on DynamoDB", async () => {
    const flow = "{ flow: [{ get: { entity: session } }], transaction: serializable }";
    expect(await problems("postgres", flow)).toEqual([]);
    expect(await problems("dynamodb", flow)).toEqual([
      "it: DynamoDB cannot make one transaction of a flow's steps",
    ]);
  });

  it("is refused, all of it together", async () => {
    const flow = await scenario(
      "{ flow: [{ statement: { sql: SELECT 1 } }], transaction: serializable }",
    );
    const refuse = (store: Capabilities) =>
      refuseMisfits([{ file: "s.yaml", scenario: flow }], store);
    expect(() => refuse(capabilities.postgres)).not.toThrow();
    expect(() => refuse(capabilities.dynamodb)).toThrow(
      expect.objectContaining({
        kind: "invalid",
        message: "s.yaml asks what DynamoDB cannot do",
        problems: [
          expect.objectContaining({
            message: expect.stringMatching(/^s.yaml: it: DynamoDB cannot/),
          }),
          expect.objectContaining({ message: expect.stringMatching(/^s.yaml: it: the statement/) }),
        ],
      }),
    );
  });
});
