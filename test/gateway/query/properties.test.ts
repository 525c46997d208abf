import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { type AttributeValue, emptyItem, type Item } from "../../../src/values/attribute.ts";
import { itemsEqual } from "../../../src/values/equal.ts";
import { parsePlain, plainText } from "../../../src/values/plain.ts";
import { toItem } from "../../../src/values/typed.ts";
import { engine } from "../../support/engine.ts";
import { tableWith } from "../../support/tables.ts";
import { items as anyItems } from "../../values/arbitrary.ts";
import { service } from "./service.ts";

const attributes = ["A", "B", "C"];
const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n): AttributeValue => ({ N: String(n) })),
  fc.constantFrom("", "a", "ab", "b'", "1").map((text): AttributeValue => ({ S: text })),
  fc.boolean().map((flag): AttributeValue => ({ BOOL: flag })),
  fc.constant<AttributeValue>({ NULL: true }),
  fc.constantFrom<AttributeValue>({ L: [{ N: "1" }, { S: "a" }] }, { SS: ["a", "b"] }),
);

/** The same filter as JSON text and as an expression. */
interface Both {
  readonly json: string;
  readonly text: string;
}

const literal = (of: AttributeValue): string => {
  if ("S" in of) return `'${of.S.replaceAll("'", "''")}'`;
  if ("SS" in of) return `<<${of.SS.map(each => `'${each}'`).join(", ")}>>`;
  if ("L" in of) return `[${of.L.map(literal).join(", ")}]`;
  return plainText(of);
};

const signs = { eq: "=", ne: "<>", lt: "<", le: "<=", gt: ">", ge: ">=" };
const attribute = fc.constantFrom(...attributes, "M.X", "L[0]");
const scalar = value.filter(each => "S" in each || "N" in each);

const simple: fc.Arbitrary<Both> = fc.oneof(
  fc
    .tuple(attribute, fc.constantFrom(...(Object.keys(signs) as (keyof typeof signs)[])), value)
    // DynamoDB orders text, numbers and binary alone.
    .filter(([, sign, of]) => ["eq", "ne"].includes(sign) || "S" in of || "N" in of)
    .map(([name, sign, of]) => ({
      json: `{"attribute":"${name}","${sign}":${plainText(of)}}`,
      text: `${name} ${signs[sign]} ${literal(of)}`,
    })),
  fc
    .tuple(attribute, fc.integer({ min: -3, max: 0 }), fc.integer({ min: 0, max: 3 }))
    .map(([name, low, high]) => ({
      json: `{"between":[${low},${high}],"attribute":"${name}"}`,
      text: `${name} between ${low} and ${high}`,
    })),
  fc.tuple(attribute, fc.array(scalar, { minLength: 1, maxLength: 4 })).map(([name, list]) => ({
    json: `{"attribute":"${name}","in":[${list.map(each => plainText(each)).join(",")}]}`,
    text: `${name} in (${list.map(literal).join(", ")})`,
  })),
  fc.tuple(attribute, fc.constantFrom("a", "b")).map(([name, prefix]) => ({
    json: `{"attribute":"${name}","beginsWith":"${prefix}"}`,
    text: `begins_with(${name}, '${prefix}')`,
  })),
  fc.tuple(attribute, fc.constantFrom("a", "b")).map(([name, part]) => ({
    json: `{"attribute":"${name}","contains":"${part}"}`,
    text: `contains(${name}, '${part}')`,
  })),
  fc.tuple(attribute, fc.boolean()).map(([name, exists]) => ({
    json: `{"attribute":"${name}","exists":${exists}}`,
    text: `attribute_${exists ? "" : "not_"}exists(${name})`,
  })),
  fc.tuple(attribute, fc.constantFrom("S", "N", "BOOL", "L")).map(([name, type]) => ({
    json: `{"attribute":"${name}","type":"${type}"}`,
    text: `attribute_type(${name}, '${type}')`,
  })),
  fc.tuple(attribute, fc.nat({ max: 3 })).map(([name, size]) => ({
    json: `{"attribute":"${name}","size":{"ge":${size}}}`,
    text: `size(${name}) >= ${size}`,
  })),
);

const { filter } = fc.letrec<{ filter: Both }>(tie => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    simple,
    fc.tuple(tie("filter"), tie("filter")).map(([one, other]) => ({
      json: `{"all":[${one.json},${other.json}]}`,
      text: `(${one.text}) and (${other.text})`,
    })),
    fc.tuple(tie("filter"), tie("filter")).map(([one, other]) => ({
      json: `{"any":[${one.json},${other.json}]}`,
      text: `(${one.text}) or (${other.text})`,
    })),
    tie("filter").map(({ json, text }) => ({ json: `{"not":${json}}`, text: `not (${text})` })),
  ),
}));

let table: string;
let app: Awaited<ReturnType<typeof service>>;

beforeAll(async () => {
  const shapes = fc.record(
    {
      A: value,
      B: value,
      C: value,
      M: fc.record({ X: value }),
      L: fc.array(value, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  const items = fc.sample(shapes, { numRuns: 120, seed: 7 }).map(
    ({ M, L, ...scalars }, at): Item => ({
      ...(scalars as Item),
      ...(M && { M: { M: M as Item } }),
      ...(L && { L: { L } }),
      Pk: { S: at % 3 === 0 ? "q" : "p" },
      Sk: { N: String(at) },
      Group: { S: "g" },
      Rank: { N: String(at % 7) },
    }),
  );
  table = await tableWith(items);
  app = await service();
});

describe("a filter", () => {
  test("in JSON passes the same items as its expression", async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(filter, async ({ json, text }) => {
        const where = `"where":"Pk = 'p'","pageSize":1000`;
        const [byJson, byText] = await Promise.all([
          app.query(table, `{${where},"filter":${json}}`),
          app.query(table, `{${where},"filter":${JSON.stringify(text)}}`),
        ]);
        expect(byJson).toEqual(byText);
        passed += byJson.count;
      }),
      { numRuns: 80 },
    );
    expect(passed).toBeGreaterThan(50);
  });
});

describe("pages", () => {
  test("of any sizes hold together exactly what one holds", async () => {
    const body = fc.record({
      what: fc.constantFrom(
        { where: "Pk = 'p'" },
        { where: "Pk = 'p' and Sk between 10 and 90", order: "desc" },
        { index: "ByGroup", where: "Group = 'g'" },
      ),
      filter: fc.option(filter, { nil: undefined }),
      sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      select: fc.option(fc.constant(["A", "Pk"]), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(body, async ({ what, filter, sizes, select }) => {
        const query = { ...what, filter: filter?.text, select };
        const whole = await app.query(table, { ...query, pageSize: 1000, total: true });
        const walked: unknown[] = [];
        let nextToken: string | null | undefined;
        let count = 0;
        for (let at = 0; nextToken !== null; at++) {
          const pageSize = sizes[at % sizes.length];
          const page = await app.query(table, { ...query, pageSize, nextToken });
          expect(page.count).toBeLessThanOrEqual(pageSize ?? 0);
          expect(page.items).toHaveLength(page.count);
          walked.push(...page.items);
          count += page.count;
          nextToken = page.nextToken;
        }
        expect(walked).toEqual(whole.items);
        expect(whole.total).toBe(count);
        expect(whole.nextToken).toBeNull();
      }),
      { numRuns: 30 },
    );
  });
});

describe("an item", () => {
  test("comes out as it is stored, in both of its JSON forms", async () => {
    const { endpoint } = await engine();
    const client = await connect(embeddedEndpoint(endpoint, { maxConnections: 2 }), "wire");
    await fc.assert(
      fc.asyncProperty(anyItems, async any => {
        const stored = Object.assign(emptyItem(), any, { Pk: { S: "any" }, Sk: { N: "1" } });
        for (const name of ["Group", "Rank"]) delete stored[name];
        const reply = await client.send("PutItem", { TableName: table, Item: stored });
        fc.pre(reply.outcome === "ok");
        const got = await client.send("GetItem", {
          TableName: table,
          Key: { Pk: { S: "any" }, Sk: { N: "1" } },
        });
        if (got.outcome !== "ok") throw new Error(got.error.message);
        const truth = toItem(got.body.member("Item"));
        const what = { kind: "item", pk: "any", sk: "1", parameters: {} } as const;
        const plain = parsePlain((await app.made(table, what)).body);
        expect("M" in plain && itemsEqual(plain.M, truth)).toBe(true);
        const media = "application/vnd.dyn.dynamodb+json" as const;
        const typed = toItem(JSON.parse((await app.made(table, what, { media })).body));
        expect(itemsEqual(typed, truth)).toBe(true);
      }),
      { numRuns: 60 },
    );
    await client.close();
  });

  test("is found by a number of 38 digits, which none of them is lost of", async () => {
    const digits = "12345678901234567890123456789012345678";
    const long = await tableWith([
      { Pk: { S: "n" }, Sk: { N: digits }, __proto__x: { N: digits } },
      { Pk: { S: "n" }, Sk: { N: "12345678901234567890123456789012345679" } },
    ]);
    const text = `{"key":{"Pk":"n","Sk":${digits}},"filter":{"attribute":"__proto__x","eq":${digits}}}`;
    const what = { kind: "query", body: text } as const;
    const { body } = await app.made(long, what);
    expect(body).toContain(`{"Pk":"n","Sk":${digits},"__proto__x":${digits}}`);
    expect(body).toContain('"count":1,');
    expect(await app.item(long, "n", digits)).toContain(digits);
  });

  test("is the same text whenever it is asked for, its maps' members by name", async () => {
    const names = ["f", "b", "e", "a", "d", "c"];
    const members = Object.fromEntries(names.map(name => [name, { S: name }]));
    const nested: Item = { M: { M: members }, L: { L: [{ M: members }] } };
    const mapped = await tableWith([{ Pk: { S: "m" }, Sk: { N: "1" }, ...nested }]);
    const text = '{"a":"a","b":"b","c":"c","d":"d","e":"e","f":"f"}';
    const item = `{"Pk":"m","Sk":1,"L":[${text}],"M":${text}}`;
    for (let at = 0; at < 5; at++) expect(await app.item(mapped, "m", "1")).toBe(item);
  });

  test.each(["__proto__", "constructor", "toString"])(
    "may have %s for an attribute",
    async name => {
      const item = emptyItem();
      Object.assign(item, { Pk: { S: name }, Sk: { N: "1" } });
      item[name] = { S: "kept" };
      const odd = await tableWith([item]);
      const body = `{"key":{"Pk":${JSON.stringify(name)}},"in":{"${name}":["kept"]},"select":["${name}"]}`;
      const made = await app.made(odd, { kind: "query", body });
      expect(made.body).toContain(`{"items":[{"${name}":"kept"}],"count":1`);
    },
  );
});
