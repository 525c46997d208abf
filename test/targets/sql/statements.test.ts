// biome-ignore-all lint/suspicious/noTemplateCurlyInString: values are templates
import { afterAll, beforeAll, expect, it } from "vitest";
import { preparePerformers } from "../../../src/engine/performers.ts";
import { WrittenItems } from "../../../src/engine/written-items.ts";
import type { Flow, StatementAction } from "../../../src/scenario/scenario.ts";
import { splitSql } from "../../../src/scenario/sql-text.ts";
import { ExactNumber } from "../../../src/template/scope.ts";
import { scenario } from "../../engine/scripted-target.ts";
import { VirtualClock } from "../../engine/virtual-clock.ts";
import { uniqueTable } from "../../support/engine.ts";
import { scopeOf, templateOf } from "../things.ts";
import { describeStores, type Store } from "./stores.ts";

describeStores("statements", (open, engine) => {
  let store: Store;
  const table = uniqueTable("Statements");

  beforeAll(async () => {
    store = await open();
    await run(`CREATE TABLE "${table}" ("Id" varchar(40) PRIMARY KEY, "Balance" decimal(65,20))`);
  });
  afterAll(() => store?.close());

  async function run(text: string): Promise<void> {
    const answer = await store.database.run({ text, readOnly: false }, []);
    expect(answer).toMatchObject({ outcome: "ok" });
  }

  /** With `${x}` for its value. */
  function statement(text: string): StatementAction {
    const { pieces, open: opened, readOnly, givesRows } = splitSql(text, engine);
    const values = opened.map(({ source }) => templateOf(source, ["x"]));
    const sql = {
      pieces,
      values,
      readOnly,
      ...(givesRows && !readOnly && ({ givesRows } as const)),
    };
    return { kind: "statement", texts: { sql }, consistent: true, pages: 1 };
  }

  async function perform(text: string, x: unknown) {
    const prepared = await store.target.prepare(statement(text), { capture: true });
    return prepared(scopeOf(0, { vars: { x: x as string } }));
  }

  it("count and compare with numbers to the digit", async () => {
    await run(`INSERT INTO "${table}" VALUES ('a', 12345678901234567890.12), ('b', 0.3)`);
    const take = `UPDATE "${table}" SET "Balance" = "Balance" - \${x}`;
    expect(await perform(take, 0.1)).toMatchObject({ status: "ok", items: 2 });
    const balanceIs = `SELECT "Id" FROM "${table}" WHERE "Balance" = \${x}`;
    for (const [x, items] of [
      [new ExactNumber("12345678901234567890.02"), 1],
      [new ExactNumber("12345678901234567890.03"), 0],
      [0.2, 1],
      [2e-1, 1],
      [new ExactNumber("1E-50"), 0],
      [new ExactNumber("1E100"), 0],
    ] as const) {
      expect(await perform(balanceIs, x)).toMatchObject({ status: "ok", items });
    }
  });

  it("take a number of rows", async () => {
    const list = `SELECT "Id" FROM "${table}" ORDER BY "Id" LIMIT \${x}`;
    expect(await perform(list, 1)).toMatchObject({ captured: [new Map([["Id", "a"]])] });
  });

  it.each([undefined, "read-committed"] as const)(
    "begin their flow anew where they are to find a row, and find none: %s",
    async transaction => {
      await run(`DELETE FROM "${table}"`);
      await run(`INSERT INTO "${table}" VALUES ('c', 1)`);
      const action = statement(`UPDATE "${table}" SET "Balance" = 2 WHERE "Balance" = \${x}`);
      const performFlow = async (x: number, restarts: number) => {
        const flow: Flow = {
          kind: "flow",
          steps: [{ action, restarts }],
          ...(transaction && { transaction }),
        };
        const operation = { name: "take", weight: 1, action: flow, vars: [], retryConflicts: 0 };
        const [performer] = await preparePerformers(
          { ...scenario(), operations: [operation] },
          store.target,
          new WrittenItems([]),
          { clock: new VirtualClock() },
        );
        return performer?.([{ ...scopeOf(0), indexes: [], vars: { x } }]);
      };
      expect(await performFlow(7, 2)).toMatchObject({
        status: "failed",
        code: "ConditionalCheckFailedException",
        restarts: 2,
        attempts: 3,
        items: 0,
      });
      expect(await performFlow(7, 0)).toMatchObject({ status: "ok", items: 0 });
      expect(await performFlow(1, 2)).toMatchObject({ status: "ok", items: 1, restarts: 0 });
    },
  );
});
