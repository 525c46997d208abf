import { uniqueTable } from "../../support/engine.ts";
import type { Ways } from "../ways.ts";

/** What SQL's stores do alike. */
export const sqlWays = {
  table: uniqueTable,
  queries: "by-condition",
  pages: "rows",
  largePage: { items: 1_500, characters: 10 },
  nonsense: { where: "List[0] = 1", select: ["Id"] },
  dialect: "sql",
  statements: {
    read: 'SELECT * FROM THINGS WHERE "Owner" = ? AND "Count" >= ?',
    insert: `INSERT INTO THINGS ("Owner", "Id") VALUES ('x', ?)`,
    update: `UPDATE THINGS SET "Count" = 1 WHERE "Owner" = 'x' AND "Id" = ?`,
    remove: `DELETE FROM THINGS WHERE "Owner" = 'x' AND "Id" = 'one'`,
  },
} as const satisfies Partial<Ways>;

export const updatedNone = { status: "ok", items: 0 } as const;
