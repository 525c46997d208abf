import type { StatementAction } from "../../../src/scenario/scenario.ts";
import type { ValueTemplate } from "../../../src/template/template.ts";

/** A PartiQL statement that reads one page; a `?` for each of its values. */
export function partiql(text: string, values: readonly ValueTemplate[] = []): StatementAction {
  const readOnly = /^select/i.test(text);
  return {
    kind: "statement",
    texts: { partiql: { pieces: text.split("?"), values, readOnly } },
    consistent: false,
    pages: 1,
  };
}
