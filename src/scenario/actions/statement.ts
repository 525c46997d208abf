import { maxStatementCharacters } from "../../dynamodb/limits.ts";
import type { Part } from "../part.ts";
import type { StatementAction } from "../scenario.ts";
import { statementShape } from "../shape.ts";
import { type Opened, readsOnly, splitStatement } from "../statement-text.ts";
import type { ActionContext } from "./context.ts";

export function readStatement(part: Part, context: ActionContext): StatementAction | undefined {
  const shape = part.readMost(statementShape);
  if (shape === undefined) return undefined;
  const { partiql, consistent, pages } = shape;
  const here = part.part("partiql");
  const split = context.expressions.parsed("partiql", () => splitStatement(partiql));
  if (split === undefined) return undefined;
  const { length } = split.pieces.join("?");
  if (length > maxStatementCharacters) {
    here.problem(
      `a statement of ${length} characters; DynamoDB takes at most ${maxStatementCharacters}`,
      { hint: "make it shorter, or several operations" },
    );
  }
  if (!readsOnly(partiql)) {
    for (const key of ["consistent", "pages"] as const) {
      if (!part.names.includes(key)) continue;
      const hint = `leave ${key} out; it goes with SELECT`;
      part.part(key).problem(`a statement that writes has no ${key}`, { key: true, hint });
    }
  }
  return {
    kind: "statement",
    texts: {
      partiql: {
        pieces: split.pieces,
        values: valuesOf(split.open, partiql, context),
        readOnly: readsOnly(partiql),
      },
    },
    consistent,
    pages,
  };
}

function valuesOf(open: readonly Opened[], text: string, { expressions }: ActionContext) {
  return open.map((each, ordinal) => expressions.template("partiql", text, each, ordinal));
}
