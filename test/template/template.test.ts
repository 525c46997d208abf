import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileItem } from "../../src/template/template.ts";
import { item, problems, scope, value } from "./fixture.ts";

const session = {
  UserId: "user-${i % 2000}",
  SessionId: "session-${hex(i)}",
  IpAddress: "${ipv4()}",
  Token: "${uuid()}",
  Score: "${float(0, 100)}",
  Note: "${text(40)}",
  Active: "${bool()}",
  Blob: "${bytes(9)}",
  Nested: { Level: "${int(1, 9)}", Tags: ["a", "${pick('x', 'y')}"] },
};

/** Leaves that look innocent, hostile or dynamic. */
const leaf = fc.oneof(
  fc.string({ unit: "grapheme" }).filter(text => !text.includes("${")),
  fc.constantFrom(
    "${i}",
    "${name()}",
    "${uuid()} and ${i}",
    '"${str(i)}\\',
    "\u0000\u2028${upper('é')}",
    "${'\"' + i}",
    "${pick('\\', null, 3, true)}",
    "${bytes(5)}",
    "${float(-1, 1)}",
    "${bool()}",
    "${i * 2}",
    "${ipv4()}",
    "${12345678901234567890}",
    "$${",
  ),
  fc.double({ noNaN: true, min: -1e100, max: 1e100 }).filter(n => n === 0 || Math.abs(n) > 1e-100),
  fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
  fc.boolean(),
  fc.constant(null),
  fc.constant({ $ss: ["a", "${str(i)}"] }),
  fc.constant({ $ns: [1, "${i + 2}"] }),
  fc.constant({ $bs: ["${bytes(4)}", "AAAA"] }),
  fc.constant({ $b: "AAEC" }),
  fc.constant({ $b: "${bytes(4)}" }),
);
const name = fc.oneof(
  fc.constantFrom("__proto__", "constructor", 'a"b', "é", "toString"),
  fc.string({ minLength: 1 }).filter(text => !text.includes("${")),
);
const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
  tree: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc
      .dictionary(name, tie("tree"), { maxKeys: 4, noNullPrototype: false })
      .filter(map => Object.keys(map).length !== 1 || !Object.keys(map)[0]?.startsWith("$")),
  ),
}));
const index = fc.nat({ max: 1_000_000 });

describe("an item's template", () => {
  it("gives the item in every form", () => {
    const template = item({
      UserId: "user-${i % 2000}",
      Count: 3,
      Big: 12345678901234567890n,
      Active: true,
      Nothing: null,
      Tags: ["a", "${i}"],
      Map: { x: "${hex(i)}" },
      Set: { $ss: ["a", "b"] },
      Numbers: { $ns: ["${i}", 7] },
      Blob: { $b: "AAEC" },
      Blobs: { $bs: ["AAEC"] },
      Dollar: { $$ss: "kept" },
    });
    const wanted = {
      UserId: { S: "user-7" },
      Count: { N: "3" },
      Big: { N: "12345678901234567890" },
      Active: { BOOL: true },
      Nothing: { NULL: true },
      Tags: { L: [{ S: "a" }, { N: "7" }] },
      Map: { M: { x: { S: "7" } } },
      Set: { SS: ["a", "b"] },
      Numbers: { NS: ["7"] },
      Blob: { B: "AAEC" },
      Blobs: { BS: ["AAEC"] },
      Dollar: { M: { $ss: { S: "kept" } } },
    };
    expect(JSON.parse(template.toWire(scope(7)))).toEqual(wanted);
    expect(JSON.parse(JSON.stringify(template.toItem(scope(7))))).toEqual(wanted);
  });

  it("gives the same as wire text and as an item, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.dictionary(name, tree, { maxKeys: 5 }), index, (map, i) => {
        const template = item(map);
        const fromWire = JSON.parse(template.toWire(scope(i)));
        expect(fromWire).toEqual(JSON.parse(JSON.stringify(template.toItem(scope(i)))));
        for (const [attribute, each] of template.attributes) {
          expect(JSON.parse(each.toWire(scope(i)))).toEqual(
            JSON.parse(JSON.stringify(each.toAttributeValue(scope(i)))),
          );
          expect(Object.hasOwn(fromWire, attribute)).toBe(true);
        }
      }),
    );
  });

  it("depends on seed and index alone, in whatever order items are made", () => {
    const template = item(session);
    const inOrder = Array.from({ length: 200 }, (_, i) => template.toWire(scope(i)));
    fc.assert(
      fc.property(fc.array(fc.nat(199), { minLength: 1 }), order => {
        const other = item(session);
        for (const i of order) expect(other.toWire(scope(i))).toBe(inOrder[i]);
      }),
    );
    expect(new Set(inOrder).size).toBe(200);
    expect(template.toWire(scope(5, { seed: 43 }))).not.toBe(inOrder[5]);
  });

  it("keeps its other attributes when one is added", () => {
    const before = item(session).toItem(scope(3));
    const { Added, ...after } = item({ Added: "${uuid()}", ...session }).toItem(scope(3));
    expect(after).toEqual({ ...before });
    expect(Added).toBeDefined();
  });

  it("draws different values for each call, attribute and entity", () => {
    const { A, B } = item({ A: "${uuid()} ${uuid()}", B: "${uuid()} ${uuid()}" }).toItem(scope());
    const other = item({ A: "${uuid()} ${uuid()}" }, "other").toItem(scope()).A;
    const ids = [A, B, other].flatMap(each => (each && "S" in each ? each.S.split(" ") : []));
    expect(new Set(ids).size).toBe(6);
  });

  it("is stable from release to release: a seed gives these items for ever", () => {
    const made = item({ Id: "${uuid()}", N: "${int(0, 999)}", Ip: "${ipv4()}" });
    expect({ ...made.toItem(scope(1)) }).toEqual({
      Id: { S: "69af80ab-2abc-48be-812c-dba0799fc0ee" },
      N: { N: "658" },
      Ip: { S: "10.11.9.79" },
    });
  });

  it("selects some of its attributes, such as the key", () => {
    const key = item(session).select(["SessionId", "UserId"]);
    expect(key.toWire(scope(10))).toBe('{"SessionId":{"S":"session-a"},"UserId":{"S":"user-10"}}');
    expect([...key.attributes.keys()]).toEqual(["SessionId", "UserId"]);
    expect(() => item(session).select(["Id"])).toThrow('the item has no attribute "Id"');
  });

  it("tells what depends on nothing", () => {
    expect(value("user-${1 + 1}").constant).toBe("user-2");
    expect(value(["a", 1, { b: null }]).constant).toEqual(["a", 1, new Map([["b", null]])]);
    expect(value("${i}").constant).toBeUndefined();
    expect(value("${now()}").constant).toBeUndefined();
  });
});

describe("a mistake in a tree of templates", () => {
  it.each([
    [{ $ss: [] }, "$ss is empty, and DynamoDB stores no empty set"],
    [{ $ss: [1] }, "$ss takes a list of strings only"],
    [{ $b: "not base64" }, "$b takes base64 text, with its padding"],
    [{ $x: 1 }, '"$x" is no tag of plain JSON'],
    [{ "": 1 }, "an attribute needs a name"],
    [{ "a${i}": 1, b: 2 }, "a name is not a template; only values are"],
    [Number.NaN, "DynamoDB has no number NaN"],
    ["\ud800", "the text has half of a surrogate pair"],
  ])("%j", (wrong, message) => {
    expect(problems(wrong).map(each => each.message)).toEqual([message]);
  });

  it("tells of nesting that DynamoDB would refuse", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(problems(deep).map(each => each.message)).toEqual([
      "lists and maps nest at most 32 deep in an item",
    ]);
  });

  it("leaves the rest of the item usable, so that other mistakes are found too", () => {
    const found: string[] = [];
    const template = compileItem(
      { a: "${x}", b: "${i}", c: "${" },
      { stream: "s", onProblem: problem => found.push(problem.path.join(".")) },
    );
    expect(found).toEqual(["a", "c"]);
    expect(template.toWire(scope(1))).toBe('{"a":{"NULL":true},"b":{"N":"1"},"c":{"NULL":true}}');
  });
});

describe("what a template depends on", () => {
  it.each([
    ["${i}", true, ["i"]],
    ["plain", true, []],
    ["${now()}", false, []],
    ["until ${epochSeconds('24h')}", false, []],
    ["${pad(min(1, -user.n[k]), 2 + k)}", true, ["user", "k"]],
    ["${str(now() + 1)}", false, []],
    [{ a: ["${x}", { b: "${isoNow()}" }] }, false, ["x"]],
    [{ $ss: ["${x}"] }, true, ["x"]],
    [{ $b: "${x}" }, true, ["x"]],
  ])("is known of %j", (tree, timeless, names) => {
    const template = value(tree, ["user", "k", "x"]);
    expect(template.timeless).toBe(timeless);
    expect([...template.variables]).toEqual(names);
  });
});
