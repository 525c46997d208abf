import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { renaming } from "../../../src/data/transform/change.ts";
import { setting } from "../../../src/data/transform/setting.ts";
import { templating } from "../../../src/data/transform/templating.ts";
import { itemText, parsePlainItem } from "../../../src/values/plain.ts";
import { uniqueTable } from "../../support/engine.ts";
import { dyn } from "../../support/in-process.ts";

const set = (assignments: string, item: string) =>
  JSON.parse(itemText(setting(assignments)(parsePlainItem(item), 1)));

describe("--set", () => {
  it("gives what SET gives on the engine", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dyn-set-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const table = uniqueTable("Set");
    writeFileSync(join(folder, "t.yaml"), `table: ${table}\npartitionKey: Id S\n`);
    await dyn(["table", "create", "t.yaml"], { cwd: folder });
    const item =
      '{"Id":"a","N":0.1,"Big":12345678901234567890123456789.5,"L":[1,[2]],"M":{"A":{"B":1}},"S":{"$ss":["x"]}}';
    const key = '{"Id":"a"}';
    const cases = [
      "New = 'x', N = N + 0.2",
      "Big = Big + 0.00000001, N = Big - Big",
      "L[1][0] = L[0], L[2] = 'end', M.A.C = M.A.B",
      "L = list_append(['first'], L), N = if_not_exists(N, 5), Z = if_not_exists(Z, 5)",
      "N = N - 1, Copy = N, T = S, M.A = {B: [true, null]}",
    ];
    for (const assignments of cases) {
      await dyn(["item", "put", table, item]);
      const updated = await dyn(["item", "update", table, key, `SET ${assignments}`]);
      expect(updated).toMatchObject({ code: 0 });
      const { out } = await dyn(["item", "get", table, key, "-o", "json"]);
      expect(set(assignments, item), assignments).toEqual(JSON.parse(out));
    }
  });

  it("adds and subtracts whole numbers without loss", () => {
    const number = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const item = parsePlainItem(`{"A":${a},"B":${b}}`);
        const summed = itemText(setting("C = A + B, D = A - B")(item, 1));
        const again = parsePlainItem(summed);
        expect(
          [again.C, again.D].map(each => BigInt(each && "N" in each ? exact(each.N) : "")),
        ).toEqual([a + b, a - b]);
      }),
    );
  });

  it.each([
    ["A = B + 1", "{}", /has no B/],
    ["A = B + 1", '{"B":"x"}', /take numbers, not a string as B is/],
    ["A.B = 1", "{}", /nothing to hold it/],
    ["A = list_append(B, [1])", '{"B":{}}', /takes lists, not a map/],
    ["A = B + 1", '{"B":1e100}', /significant digits/],
  ])("refuses %s of %s", (assignments, item, message) => {
    expect(() => setting(assignments)(parsePlainItem(item), 1)).toThrow(message);
  });

  it("appends what is set past the end of a list, as DynamoDB does", () => {
    expect(set("L[7] = 2", '{"L":[1]}')).toEqual({ L: [1, 2] });
  });

  it("leaves the item that comes in as it is", () => {
    const item = parsePlainItem('{"L":[1],"M":{"A":1}}');
    setting("L[0] = 2, M.A = 2, N = 2")(item, 1);
    expect(itemText(item)).toBe('{"L":[1],"M":{"A":1}}');
  });
});

describe("--rename", () => {
  it("keeps the value and its place, and items without the attribute", () => {
    const rename = renaming("a=b=c");
    expect(itemText(rename(parsePlainItem('{"x":1,"a":{"$ss":["s"]},"y":2}'), 1))).toBe(
      '{"x":1,"b=c":{"$ss":["s"]},"y":2}',
    );
    expect(itemText(rename(parsePlainItem('{"x":1}'), 1))).toBe('{"x":1}');
    expect(() => rename(parsePlainItem('{"a":1,"b=c":1}'), 1)).toThrow(/has b=c, too/);
  });
});

describe("--template", () => {
  const make = (yaml: string, item: string, line = 1) =>
    itemText(templating(yaml, "t.yaml", () => 0)(parsePlainItem(item), line));

  it("takes attributes that stand alone with their type and every digit", () => {
    const item = '{"T":{"$ns":[1,2]},"N":1.50,"B":{"$b":"AQI="},"E":12345678901234567890.123}';
    expect(make("Tags: ${T}\nDeep: { List: ['${N}', '${B}'] }\nE: ${E}", item)).toBe(
      '{"Tags":{"$ns":[1,2]},"Deep":{"List":[1.50,{"$b":"AQI="}]},"E":12345678901234567890.123}',
    );
  });

  it("reaches any attribute as item, and the number of the line as i", () => {
    expect(make("A: ${item['odd name']}-${i}", '{"odd name":"x"}', 8)).toBe('{"A":"x-7"}');
    expect(make("A: { $ss: ['${a}', b] }", '{"a":"x"}')).toBe('{"A":{"$ss":["x","b"]}}');
  });

  it("tells mistakes of the file, and what an item lacks", () => {
    expect(() => make("A: ${nope(1)}", "{}")).toThrow(/t\.yaml/);
    expect(() => make("[]", "{}")).toThrow(/t\.yaml/);
    expect(() => make("A: x${b}", "{}")).toThrow(/variable b has no value/);
    expect(() => make("A: ${b}", "{}")).toThrow(/the item has no b/);
  });
});

function exact(text: string): string {
  const [digits = "", power = "0"] = text.split("E");
  return digits + "0".repeat(Number(power));
}
