import type { Cell } from "../../../sql/database.ts";
import type { CataloguedIndex } from "../dialect.ts";

/** Indexes of rows of name, primary, unique and a column each; one of expressions is left out. */
export function indexesOf(rows: readonly (readonly Cell[])[]): readonly CataloguedIndex[] {
  const found = new Map<string, CataloguedIndex>();
  for (const [name = "", primary, unique, column = ""] of rows.map(cells => cells.map(String))) {
    const { columns = [] } = found.get(name) ?? {};
    found.set(name, {
      name,
      primary: primary === "true",
      unique: unique === "true",
      columns: [...columns, column],
    });
  }
  return [...found.values()].filter(({ columns }) => !columns.includes(""));
}
