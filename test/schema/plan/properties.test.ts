import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { applyTable } from "../../../src/schema/apply/apply.ts";
import { inspectTable, managedBy } from "../../../src/schema/inspect.ts";
import { planTable } from "../../../src/schema/plan/plan-table.ts";
import type {
  GlobalIndex,
  KeyAttribute,
  KeySchema,
  TableSchema,
} from "../../../src/schema/schema.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { awsTable, emulatedTable } from "../../support/live-tables.ts";
import { schemas } from "../../support/schemas.ts";

const now = new Date();

describe("planTable", () => {
  it("finds nothing to do for a table that is as its file", () => {
    fc.assert(
      fc.property(schemas({ of: "dynamodb" }), schema => {
        expect(planTable(schema, awsTable(schema), now)).toMatchObject({
          action: "none",
          changes: [],
          steps: [],
        });
        expect(planTable(schema, emulatedTable(schema), now).changes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("has a step for every change, and a change for every step", () => {
    fc.assert(
      fc.property(pairs("dynamodb"), ([from, to]) => {
        const { action, changes, steps } = planTable(to, awsTable(from), now);
        expect(action).not.toBe("replace");
        expect(new Set(steps.flatMap(({ settings }) => settings))).toEqual(
          new Set(changes.map(({ setting }) => setting)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("applyTable and planTable on the embedded engine", () => {
  let client: Client;

  beforeAll(async () => {
    const { endpoint } = await engine();
    client = await connect(embeddedEndpoint(endpoint, { maxConnections: 8 }), "wire");
  });
  afterAll(() => client.close());

  async function planOf(wanted: TableSchema) {
    return planTable(wanted, await inspectTable(client, wanted.table, managedBy(wanted)), now);
  }

  it("leave nothing to do after one table has become another", async () => {
    const together = 26;
    const runs = 8;
    const several = fc.array(
      pairs("engine").map(pair => pair.map(withoutCapacities)),
      { minLength: together, maxLength: together },
    );
    await fc.assert(
      fc.asyncProperty(several, async all => {
        await Promise.all(
          all.map(async pair => {
            const table = uniqueTable("Pair");
            for (const schema of pair) {
              const wanted = { ...schema, table };
              await applyTable(client, wanted, { target: "local" });
              const { action, changes } = await planOf(wanted);
              expect({ action, changes }).toEqual({ action: "none", changes: [] });
            }
          }),
        );
      }),
      { numRuns: runs },
    );
  }, 60_000);
});

/** The engine changes no capacity of an index that is there. */
function withoutCapacities(schema: TableSchema): TableSchema {
  const indexes = schema.indexes.map(({ capacity: _, ...index }) => index);
  return { ...schema, indexes };
}

/** Two schemas of one table, each reachable from the other without a replacement. */
function pairs(of: "dynamodb" | "engine"): fc.Arbitrary<readonly [TableSchema, TableSchema]> {
  const table = fc.constant("Pair");
  return fc
    .tuple(schemas({ of, table }), schemas({ of, table }))
    .map(([from, to]) => [from, { ...to, ...shared(from), indexes: indexesBeside(from, to) }]);
}

function shared({ key, localIndexes }: TableSchema) {
  return { key, localIndexes };
}

/** The indexes of `to` on a table with the key of `from`: one as it is there, one of the same name, others. */
function indexesBeside(from: TableSchema, to: TableSchema): GlobalIndex[] {
  const keys = [from, ...from.localIndexes].map(({ key }) => key);
  const types = new Map(
    keys.flatMap(key => attributesOf(key).map(({ name, type }) => [name, type] as const)),
  );
  const typed = (attributes: readonly KeyAttribute[]) =>
    attributes.map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
  const locals = new Set(from.localIndexes.map(({ name }) => name));
  const [kept, changed] = from.indexes;
  const others = to.indexes.map((index, at) => ({
    ...index,
    name: at === 1 && changed !== undefined ? changed.name : index.name,
    key: { partition: typed(index.key.partition), sort: typed(index.key.sort) },
  }));
  const [first] = others;
  if (kept && first && isOfTypes(kept.key, [...keys, ...others.slice(1).map(({ key }) => key)])) {
    return distinct(
      [
        { ...first, name: kept.name, key: kept.key, projection: kept.projection },
        ...others.slice(1),
      ],
      locals,
    );
  }
  return distinct(others, locals);
}

function distinct(indexes: readonly GlobalIndex[], taken: ReadonlySet<string>): GlobalIndex[] {
  const seen = new Set(taken);
  return indexes.filter(({ name }) => !seen.has(name) && seen.add(name));
}

function attributesOf({ partition, sort }: KeySchema): readonly KeyAttribute[] {
  return [...partition, ...sort];
}

/** Whether no attribute of a key has another type in the others. */
function isOfTypes(key: KeySchema, others: readonly KeySchema[]): boolean {
  const all = others.flatMap(attributesOf);
  return attributesOf(key).every(({ name, type }) =>
    all.every(each => each.name !== name || each.type === type),
  );
}
