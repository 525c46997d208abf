import type { Item } from "../../values/attribute.ts";
import type { ColumnType, CsvColumn } from "../formats/csv-column.ts";

/** Finds out which columns a CSV of items needs, and of which types. */
export class CsvShape {
  readonly #first: readonly string[];
  readonly #types = new Map<string, ColumnType>();

  /** @param first names of columns that stand first, and are there even when no item has them */
  constructor(first: readonly string[]) {
    this.#first = [...new Set(first)];
  }

  look(item: Item): void {
    for (const name of Object.keys(item)) {
      const [type = "NULL"] = Object.keys(item[name] ?? {}) as ColumnType[];
      const known = this.#types.get(name);
      if (known === undefined) this.#types.set(name, type);
      else if (known !== type) this.#types.set(name, "JSON");
    }
  }

  /** Typed where it is not text: a column of several types holds JSON. */
  columns(): readonly CsvColumn[] {
    const others = [...this.#types.keys()].filter(name => !this.#first.includes(name));
    return [...this.#first, ...others.sort()].map(name => {
      const type = this.#types.get(name);
      return type === undefined || type === "S" ? { name } : { name, type };
    });
  }
}
