import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import type { Condition, Operand, Update } from "../../../src/expressions/ast.ts";
import type { Attributes } from "../../../src/scenario/attributes.ts";
import type { Action, Entity } from "../../../src/scenario/scenario.ts";
import { openTarget } from "../../../src/targets/registry.ts";
import type { Target } from "../../../src/targets/target.ts";
import type { AttributeValue, Item } from "../../../src/values/attribute.ts";
import { canonicalItem } from "../../../src/values/canonical.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { entityOf, schemaOf, scopeOf, uniform } from "../things.ts";
import { describeStores, type Store } from "./stores.ts";

const attributes: Attributes = new Map([
  ["S1", "S"],
  ["S2", "S"],
  ["N1", "N"],
  ["N2", "N"],
  ["B1", "B"],
  ["F1", "BOOL"],
  ["D1", "document"],
]);

const texts = fc.constantFrom("", "a", "ab", "abc", "b", "é", "ab ", "B", "%", "a\u{10ffff}", "🙂");
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.constantFrom("1.5", "-0.25", "12345678901234567890", "2E3"),
);
const bytes = fc.constantFrom("AA==", "AQ==", "AQI=", "/w==", "AP8=");

const values = {
  S: texts.map((S): AttributeValue => ({ S })),
  N: numbers.map((N): AttributeValue => ({ N })),
  B: bytes.map((B): AttributeValue => ({ B })),
  BOOL: fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
};

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const items = fc.record({
  S1: maybe(values.S),
  S2: maybe(values.S),
  N1: maybe(values.N),
  N2: maybe(values.N),
  B1: maybe(values.B),
  F1: maybe(values.BOOL),
  D1: maybe(fc.constant<AttributeValue>({ L: [{ N: "1" }, { S: "x" }] })),
});

const path = (name: string): Operand => ({ kind: "path", path: [name] });
const literal = (value: AttributeValue): Operand => ({ kind: "literal", value });
const names = {
  S: fc.constantFrom("S1", "S2"),
  N: fc.constantFrom("N1", "N2"),
  B: fc.constant("B1"),
  BOOL: fc.constant("F1"),
};
const plainName = fc.constantFrom("S1", "S2", "N1", "N2", "B1", "F1", "Id", "Owner", "Nowhere");
const ordered = fc.oneof(values.S, values.N, values.B);
const anyName = fc.oneof(plainName, fc.constant("D1"));
const sized = fc
  .constantFrom("S1", "S2", "B1", "Nowhere")
  .map((name): Operand => ({ kind: "size", of: path(name) }));

/** Operands that differ: DynamoDB refuses to compare something with itself. */
const pairOf = (left: fc.Arbitrary<Operand>, right: fc.Arbitrary<Operand>) =>
  fc.tuple(left, right).filter(([a, b]) => JSON.stringify(a) !== JSON.stringify(b));

const comparison = fc.oneof<fc.Arbitrary<Condition>[]>(
  fc
    .tuple(
      fc.constantFrom("=" as const, "<>" as const),
      pairOf(fc.oneof(plainName.map(path), sized), fc.oneof(...Object.values(values)).map(literal)),
    )
    .map(([comparator, [left, right]]) => ({ kind: "compare", comparator, left, right })),
  fc
    .tuple(
      fc.constantFrom("=" as const, "<>" as const, "<" as const, ">=" as const),
      pairOf(plainName.map(path), fc.oneof(plainName.map(path), sized)),
    )
    .map(([comparator, [left, right]]) => ({ kind: "compare", comparator, left, right })),
  fc
    .tuple(
      fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const),
      pairOf(fc.oneof(plainName.map(path), sized), ordered.map(literal)),
      fc.boolean(),
    )
    .map(([comparator, [left, right], turned]) =>
      turned
        ? { kind: "compare", comparator, left: right, right: left }
        : { kind: "compare", comparator, left, right },
    ),
);

const test = fc.oneof<fc.MaybeWeightedArbitrary<Condition>[]>(
  { weight: 4, arbitrary: comparison },
  fc
    .tuple(fc.constantFrom("attribute_exists" as const, "attribute_not_exists" as const), anyName)
    .map(([name, of]) => ({ kind: "function", name, arguments: [path(of)] })),
  fc.tuple(plainName, fc.constantFrom("S", "N", "B", "BOOL", "L")).map(([of, S]) => ({
    kind: "function",
    name: "attribute_type",
    arguments: [path(of), literal({ S })],
  })),
  fc
    .oneof(fc.tuple(plainName, fc.oneof(values.S, values.B)), fc.tuple(fc.constant("B1"), values.B))
    .map(([of, value]) => ({
      kind: "function",
      name: "begins_with",
      arguments: [path(of), literal(value)],
    })),
  fc.tuple(fc.constantFrom("S1", "S2", "N1", "Nowhere"), values.S).map(([of, value]) => ({
    kind: "function",
    name: "contains",
    arguments: [path(of), literal(value)],
  })),
  fc
    .tuple(plainName, fc.array(fc.oneof(...Object.values(values)), { minLength: 1, maxLength: 3 }))
    .map(([of, list]) => ({ kind: "in", operand: path(of), list: list.map(literal) })),
  fc
    .tuple(names.N, fc.integer({ min: -3, max: 1 }), fc.integer({ min: 1, max: 4 }))
    .map(([of, low, high]) => ({
      kind: "between",
      operand: path(of),
      low: literal({ N: String(low) }),
      high: literal({ N: String(high) }),
    })),
);

const { condition } = fc.letrec<{ condition: Condition }>(tie => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    test,
    tie("condition").map((negated): Condition => ({ kind: "not", condition: negated })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), tie("condition"), tie("condition"))
      .map(([kind, left, right]): Condition => ({ kind, left, right })),
  ),
}));

const small = fc.integer({ min: -5, max: 5 }).map((n): AttributeValue => ({ N: String(n) }));
const updates: fc.Arbitrary<Update> = fc
  .record({
    S1: maybe(values.S.map(value => ({ kind: "set", value: literal(value) }) as const)),
    S2: maybe(
      fc.constantFrom(
        { kind: "remove" } as const,
        { kind: "set", value: path("S1") } as const,
        {
          kind: "set",
          value: { kind: "if_not_exists", path: ["S2"], otherwise: path("S1") },
        } as const,
      ),
    ),
    N1: maybe(
      fc.oneof(
        small.map(value => ({ kind: "add", value: literal(value) }) as const),
        fc
          .tuple(
            fc.constantFrom("add" as const, "subtract" as const),
            small,
            fc.constantFrom("N1", "N2"),
          )
          .map(
            ([kind, value, of]) =>
              ({ kind: "set", value: { kind, left: path(of), right: literal(value) } }) as const,
          ),
      ),
    ),
    N2: maybe(
      small.map(
        value =>
          ({
            kind: "set",
            value: {
              kind: "add",
              left: { kind: "if_not_exists", path: ["N2"], otherwise: literal({ N: "0" }) },
              right: literal(value),
            },
          }) as const,
      ),
    ),
    D1: maybe(fc.constant({ kind: "set", value: literal({ M: { a: { SS: ["x"] } } }) } as const)),
  })
  .map(
    changes =>
      Object.entries(changes).flatMap(([name, change]) =>
        change === undefined ? [] : [{ ...change, path: [name] }],
      ) as unknown as Update,
  )
  .filter(update => update.length > 0);

describeStores("conditions and updates as on DynamoDB", open => {
  let sql: Store;
  let dynamo: Target;
  let table: string;
  const scope = scopeOf(0);

  beforeAll(async () => {
    table = uniqueTable("Agreement");
    const { endpoint } = await engine();
    dynamo = await openTarget(
      { kind: "dynamodb", endpoint: embeddedEndpoint(endpoint, { maxConnections: 4 }) },
      { name: "local", client: "wire" },
    );
    sql = await open();
    for (const target of [sql.target, dynamo]) {
      await target.ensureTable(schemaOf(table), { attributes });
    }
  });
  afterAll(async () => {
    await sql?.close();
    await dynamo?.close();
  });

  /** How an action on an item, or on none, ends, and what is there then. */
  async function trial(target: Target, item: Entity | undefined, action: Action) {
    const { entity } = action as { readonly entity: Entity };
    const base = { entity, pick: uniform } as const;
    await (await target.prepare({ kind: "delete", ...base }))(scope);
    if (item) {
      const put = await (await target.prepare({ kind: "put", entity: item, pick: uniform }))(scope);
      expect(put).toMatchObject({ status: "ok" });
    }
    const {
      status,
      code,
      conditionFailed,
      items: count,
    } = await (await target.prepare(action))(scope);
    const [left] = await target.reader.fetch(entity, { ...scope, indexes: [0] });
    return { status, code, conditionFailed, count, left: left && canonicalItem(left) };
  }

  async function agrees(item: Item | undefined, action: Omit<Action, "entity">) {
    const entity = entityOf(table, { Owner: "o", Id: "i" });
    const written = item && itemEntity(table, item);
    const whole = {
      ...action,
      entity: action.kind === "put" ? itemEntity(table, { S1: { S: "new" } }) : entity,
    };
    const expected = await trial(dynamo, written, whole as Action);
    // What DynamoDB refuses however the item is, no store has to judge.
    fc.pre(expected.code !== "ValidationException" || action.kind === "update");
    expect(await trial(sql.target, written, whole as Action)).toEqual(expected);
  }

  const options = { numRuns: 150, seed: 6, endOnFailure: false } as const;
  const someItem = fc.option(items.map(withoutUndefined), { nil: undefined, freq: 5 });
  const pick = uniform;

  it.each(["put", "delete"] as const)("%s", async kind => {
    await fc.assert(
      fc.asyncProperty(someItem, condition, (item, held) =>
        agrees(item, { kind, pick, condition: held } as Omit<Action, "entity">),
      ),
      options,
    );
  });

  it("update", async () => {
    await fc.assert(
      fc.asyncProperty(
        someItem,
        fc.option(condition, { nil: undefined }),
        updates,
        (item, held, update) =>
          agrees(item, {
            kind: "update",
            pick,
            update,
            ...(held && { condition: held }),
          } as Omit<Action, "entity">),
      ),
      options,
    );
  });
});

function withoutUndefined(item: Record<string, AttributeValue | undefined>): Item {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** An entity whose only item is this one. */
function itemEntity(table: string, item: Item): Entity {
  return entityOf(table, {
    Owner: "o",
    Id: "i",
    ...Object.fromEntries(Object.entries(item).map(([name, value]) => [name, tree(value)])),
  });
}

function tree(value: AttributeValue | undefined): unknown {
  if (value === undefined) return null;
  if ("S" in value) return value.S;
  if ("N" in value)
    return `\${${value.N.startsWith("-") ? `0 ${value.N.replace("-", "- ")}` : value.N}}`;
  if ("B" in value) return { $b: value.B };
  if ("BOOL" in value) return value.BOOL;
  return [1, "x"];
}
