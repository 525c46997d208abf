import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Aliases } from "../../src/expressions/aliases.ts";
import type { Condition, Operand, Path } from "../../src/expressions/ast.ts";
import { parseCondition, parseKeyCondition, parseUpdate } from "../../src/expressions/parse.ts";
import { renderCondition, renderUpdate } from "../../src/expressions/render.ts";
import type { AttributeValue, Item } from "../../src/values/attribute.ts";
import { valuesEqual } from "../../src/values/equal.ts";
import { compareNumbers } from "../../src/values/number.ts";
import { parsePlainItem } from "../../src/values/plain.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { conditionsOver } from "./arbitrary.ts";
import { inPlace } from "./spelling.ts";

/** Names that would trip an expression without aliases. */
const names = ["Status", "and", "a.b", "__proto__", "size"] as const;

const values: readonly string[] = [
  ...["1", "2.0", "-3", "1E3", '""', '"a"', '"ab"', '"b"', "true", "null", "[]", '[1,"a"]'],
  ...['{"Status":1,"and":[2]}', '{"$ss":["a","b"]}', '{"$ns":[1,2]}', '{"$b":"YWI="}'],
];

/** Item n has attribute m unless the pattern leaves it out; all values come up. */
const items: readonly Item[] = Array.from({ length: 48 }, (_, n) => {
  const members = names
    .map((name, m) => [name, values[(n * (m + 3) + m * 5) % values.length]] as const)
    .filter((_, m) => (n + m) % 4 !== 0)
    .map(([name, text]) => `,${JSON.stringify(name)}:${text}`);
  return parsePlainItem(`{"Id":"${n}"${members.join("")}}`);
});

describe("the embedded engine", () => {
  let endpoint: URL;
  const table = uniqueTable("Expressions");

  async function call(operation: string, input: object): Promise<Record<string, unknown>> {
    const reply = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        "x-amz-date": "20260101T000000Z",
        authorization:
          "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: JSON.stringify({ TableName: table, ...input }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${operation}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  async function idsWhere(filter: Condition): Promise<string[]> {
    const aliases = new Aliases();
    const FilterExpression = renderCondition(filter, aliases);
    const { Items } = await call("Scan", { FilterExpression, ...aliases.members() });
    return (Items as Item[]).map(({ Id }) => (Id && "S" in Id ? Id.S : "")).sort();
  }

  beforeAll(async () => {
    ({ endpoint } = await engine());
    await call("CreateTable", {
      AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    for (const item of items) await call("PutItem", { Item: item });
  });

  test("finds what a filter says, whatever the filter", async () => {
    await fc.assert(
      fc.asyncProperty(filters, async filter => {
        const parsed = parseCondition(renderCondition(filter, inPlace));
        const expected = items.filter(item => holds(filter, item)).map(({ Id }) => idOf(Id));
        expect(await idsWhere(parsed)).toEqual(expected.sort());
      }),
      { numRuns: 100 },
    );
  });

  test("takes a key condition turned around, and a reserved word for a name", async () => {
    const aliases = new Aliases();
    const key = { partition: [{ name: "Id", type: "S" as const }], sort: [] };
    const condition = parseKeyCondition("'7' = Id", key);
    const KeyConditionExpression = renderCondition(condition, aliases);
    const reply = await call("Query", { KeyConditionExpression, ...aliases.members() });
    expect(reply.Count).toBe(1);
  });

  test("changes what an update says", async () => {
    const update = parseUpdate(
      `SET Quantity = if_not_exists(Quantity, 10) - 5, "a.b" = list_append([1], [b64'aGk=', 'it''s'])
       ADD Tags <<'x', 'y'>>, Views 1 SET Status = {deep: [1.50, null, true]} REMOVE Nothing`,
    );
    const aliases = new Aliases();
    const UpdateExpression = renderUpdate(update, aliases);
    const Key = { Id: { S: "updated" } };
    await call("UpdateItem", { Key, UpdateExpression, ...aliases.members() });
    const { Item } = await call("GetItem", { Key });
    const expected = parsePlainItem(
      `{"Id":"updated","Quantity":5,"a.b":[1,{"$b":"aGk="},"it's"],"Tags":{"$ss":["x","y"]},
        "Views":1,"Status":{"deep":[1.5,null,true]}}`,
    );
    expect(valuesEqual({ M: Item as Item }, { M: expected })).toBe(true);
    await call("DeleteItem", { Key });
  });
});

/* What filters mean, by DynamoDB's documentation, to compare the engine's answers with. */

function holds(condition: Condition, item: Item): boolean {
  const of = (operand: Operand | undefined) => operand && evaluated(operand, item);
  switch (condition.kind) {
    case "and":
      return holds(condition.left, item) && holds(condition.right, item);
    case "or":
      return holds(condition.left, item) || holds(condition.right, item);
    case "not":
      return !holds(condition.condition, item);
    case "compare":
      return compares(of(condition.left), condition.comparator, of(condition.right));
    case "between": {
      const value = of(condition.operand);
      return compares(value, ">=", of(condition.low)) && compares(value, "<=", of(condition.high));
    }
    case "in":
      return condition.list.some(each => compares(of(condition.operand), "=", of(each)));
    case "function": {
      const [value, argument] = condition.arguments.map(of);
      switch (condition.name) {
        case "attribute_exists":
          return value !== undefined;
        case "attribute_not_exists":
          return value === undefined;
        case "attribute_type":
          return (
            value !== undefined && argument !== undefined && "S" in argument && argument.S in value
          );
        case "begins_with":
          return value !== undefined && begins(value, argument);
        case "contains":
          return value !== undefined && argument !== undefined && contains(value, argument);
      }
    }
  }
}

function compares(
  a: AttributeValue | undefined,
  comparator: string,
  b: AttributeValue | undefined,
): boolean {
  const equal = a !== undefined && b !== undefined && valuesEqual(a, b);
  if (comparator === "=") return equal;
  if (comparator === "<>") return !equal;
  const order = a && b && orderOf(a, b);
  if (order === undefined) return false;
  return (
    { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[comparator] ?? false
  );
}

function orderOf(a: AttributeValue, b: AttributeValue): number | undefined {
  if ("N" in a && "N" in b) return compareNumbers(a.N, b.N);
  if ("S" in a && "S" in b) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if ("B" in a && "B" in b)
    return Buffer.compare(Buffer.from(a.B, "base64"), Buffer.from(b.B, "base64"));
  return undefined;
}

function begins(value: AttributeValue, start: AttributeValue | undefined): boolean {
  return start !== undefined && "S" in value && "S" in start && value.S.startsWith(start.S);
}

function contains(value: AttributeValue, member: AttributeValue): boolean {
  if ("S" in value) return "S" in member && value.S.includes(member.S);
  if ("L" in value) return value.L.some(each => valuesEqual(each, member));
  if ("SS" in value) return "S" in member && value.SS.includes(member.S);
  if ("NS" in value)
    return "N" in member && value.NS.some(each => compareNumbers(each, member.N) === 0);
  return false;
}

function evaluated(operand: Operand, item: Item): AttributeValue | undefined {
  switch (operand.kind) {
    case "literal":
      return operand.value;
    case "path":
      return at(operand.path, item);
    case "size": {
      const value = evaluated(operand.of, item);
      const size = value && sizeOf(value);
      return size === undefined ? undefined : { N: String(size) };
    }
    case "parameter":
      return undefined;
  }
}

function at([first, ...steps]: Path, item: Item): AttributeValue | undefined {
  let value = item[first];
  for (const step of steps) {
    if (value === undefined) return undefined;
    if (typeof step === "number") value = "L" in value ? value.L[step] : undefined;
    else value = "M" in value ? value.M[step] : undefined;
  }
  return value;
}

function sizeOf(value: AttributeValue): number | undefined {
  if ("S" in value) return value.S.length;
  if ("B" in value) return Buffer.from(value.B, "base64").length;
  if ("L" in value) return value.L.length;
  if ("M" in value) return Object.keys(value.M).length;
  if ("SS" in value) return value.SS.length;
  return "NS" in value ? value.NS.length : undefined;
}

function idOf(id: AttributeValue | undefined): string {
  return id !== undefined && "S" in id ? id.S : "";
}

/* Filters that DynamoDB takes: it refuses operands of types that an operator never has. */

const path: fc.Arbitrary<Operand> = fc
  .oneof(
    fc.constantFrom(...names).map((name): Path => [name]),
    fc.constantFrom<Path>(["Status", 0], ["a.b", "Status"], ["size", "and", 0]),
  )
  .map(each => ({ kind: "path", path: each }));

const numbers = fc.constantFrom("-3", "1.0", "2", "1000");
const texts = fc.constantFrom("", "a", "ab", "b");
const number = numbers.map((N): Operand => ({ kind: "literal", value: { N } }));
const text = texts.map((S): Operand => ({ kind: "literal", value: { S } }));
const scalar = fc.oneof(number, text);
const anything = fc.constantFrom(...values).map(
  (each): Operand => ({
    kind: "literal",
    value: parsePlainItem(`{"v":${each}}`).v ?? { NULL: true },
  }),
);
const size = path.map((of): Operand => ({ kind: "size", of }));

const filters = conditionsOver(
  fc.oneof(
    fc
      .record({ left: path, comparator: fc.constantFrom("=", "<>"), right: anything })
      .map((parts): Condition => ({ kind: "compare", ...parts })),
    fc
      .record({ left: path, comparator: fc.constantFrom("<", "<=", ">", ">="), right: scalar })
      .map((parts): Condition => ({ kind: "compare", ...parts })),
    fc
      .record({ left: size, comparator: fc.constantFrom("=", "<", ">="), right: number })
      .map((parts): Condition => ({ kind: "compare", ...parts })),
    fc
      .tuple(path, path, fc.constantFrom("=", "<>", "<"))
      .filter(([left, right]) => JSON.stringify(left) !== JSON.stringify(right))
      .map(
        ([left, right, comparator]): Condition => ({ kind: "compare", left, right, comparator }),
      ),
    fc
      .record({ operand: path, low: numbers, high: numbers })
      .map(({ operand, low, high }): Condition => {
        const [least = low, most = high] = [low, high].sort(compareNumbers);
        return {
          kind: "between",
          operand,
          low: { kind: "literal", value: { N: least } },
          high: { kind: "literal", value: { N: most } },
        };
      }),
    fc
      .record({ operand: path, list: fc.array(anything, { minLength: 1, maxLength: 4 }) })
      .map((parts): Condition => ({ kind: "in", ...parts })),
    fc
      .tuple(fc.constantFrom("attribute_exists", "attribute_not_exists"), path)
      .map(([name, each]): Condition => ({ kind: "function", name, arguments: [each] })),
    fc.tuple(path, fc.constantFrom("S", "N", "L", "SS", "NULL")).map(
      ([each, S]): Condition => ({
        kind: "function",
        name: "attribute_type",
        arguments: [each, { kind: "literal", value: { S } }],
      }),
    ),
    fc
      .tuple(path, text)
      .map((list): Condition => ({ kind: "function", name: "begins_with", arguments: list })),
    fc
      .tuple(path, scalar)
      .map((list): Condition => ({ kind: "function", name: "contains", arguments: list })),
  ),
);
