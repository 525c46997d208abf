// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { parseProjection } from "../../../src/expressions/parse.ts";
import type { Entity, GetAction } from "../../../src/scenario/scenario.ts";
import { openTarget } from "../../../src/targets/registry.ts";
import type { Target } from "../../../src/targets/target.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { entityOf, openCondition, schemaOf, scopeOf, uniform } from "../things.ts";

describe("a read that waits for what was written before it", () => {
  const entity: Entity = entityOf(uniqueTable(), {
    Owner: "o",
    Id: "${pad(i, 3)}",
    Count: "${i}",
    Note: "n",
  });
  let target: Target;
  beforeAll(async () => {
    const endpoint = embeddedEndpoint((await engine()).endpoint, { maxConnections: 4 });
    target = await openTarget({ kind: "dynamodb", endpoint }, { name: "local", client: "wire" });
    await target.ensureTable(schemaOf(entity.table));
    const loader = await target.loader(entity);
    await loader.write({ ...scopeOf(0), indexes: [0, 1, 2, 3] });
  });
  afterAll(() => target.close());

  const read = async (
    index: number,
    least: number,
    change: Partial<GetAction> = {},
  ): Promise<unknown> => {
    const { condition, parameters } = openCondition("Count >= ${least}", ["least"]);
    const action: GetAction = {
      kind: "get",
      entity,
      pick: uniform,
      consistent: true,
      until: { condition, parameters, withinMs: 100 },
      ...change,
    };
    const send = await target.prepare(action, { capture: true });
    return send(scopeOf(index, { vars: { least } }));
  };

  it("finds the item where the condition holds for it, and keeps it", async () => {
    expect(await read(3, 3)).toMatchObject({
      status: "ok",
      items: 1,
      captured: new Map<string, unknown>([
        ["Owner", "o"],
        ["Id", "003"],
        ["Count", 3],
        ["Note", "n"],
      ]),
    });
    expect(await read(3, 2, { select: parseProjection("Note") })).toMatchObject({
      items: 1,
      captured: new Map([["Note", "n"]]),
    });
  });

  it("finds nothing where it does not, or where there is no item", async () => {
    expect(await read(2, 3)).toMatchObject({ status: "ok", items: 0, captured: null });
    expect(await read(77, 0)).toMatchObject({ status: "ok", items: 0, captured: null });
  });

  it("finds an item that is there where there is no condition", async () => {
    const until = { withinMs: 100 };
    expect(await read(1, 0, { until })).toMatchObject({ status: "ok", items: 1 });
    expect(await read(77, 0, { until })).toMatchObject({ status: "ok", items: 0 });
  });
});
