// biome-ignore-all lint/suspicious/noTemplateCurlyInString: values are templates
import { afterAll, beforeAll, expect, it } from "vitest";
import { splitSql } from "../../../src/scenario/sql-text.ts";
import type { PrepareOptions } from "../../../src/targets/target.ts";
import { ExactNumber } from "../../../src/template/scope.ts";
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
  async function perform(text: string, x: unknown, options: PrepareOptions = {}) {
    const { pieces, open: opened, readOnly, givesRows } = splitSql(text, engine);
    const values = opened.map(({ source }) => templateOf(source, ["x"]));
    const sql = {
      pieces,
      values,
      readOnly,
      ...(givesRows && !readOnly && ({ givesRows } as const)),
    };
    const action = { kind: "statement", texts: { sql }, consistent: true, pages: 1 } as const;
    const prepared = await store.target.prepare(action, { capture: true, ...options });
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
});
