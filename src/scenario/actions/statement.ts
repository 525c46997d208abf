import { maxStatementCharacters } from "../../dynamodb/limits.ts";
import type { Part } from "../part.ts";
import { type Dialect, dialects, type StatementAction, type StatementText } from "../scenario.ts";
import { statementShape } from "../shape.ts";
import { splitSql } from "../sql-text.ts";
import { type Opened, readsOnly, splitStatement } from "../statement-text.ts";
import type { ActionContext } from "./context.ts";
import { routeOf } from "./route.ts";

export function readStatement(part: Part, context: ActionContext): StatementAction | undefined {
  const before = part.problems.length;
  const shape = part.readMost(statementShape);
  if (shape === undefined) return undefined;
  const { consistent, pages } = shape;
  const texts: { [Name in Dialect]?: StatementText } = {};
  let right = true;
  for (const dialect of dialects) {
    const text = shape[dialect];
    if (text === undefined) continue;
    const read = readText(part, dialect, text, context);
    if (read === undefined) right = false;
    else texts[dialect] = read;
  }
  if (Object.keys(texts).length === 0 && part.problems.length === before) {
    part.problem("a statement has a text", { key: true, hint: `in one of ${dialects.join(", ")}` });
    return undefined;
  }
  if (!right) return undefined;
  const action = { kind: "statement", texts, consistent, pages, ...routeOf(part, shape) } as const;
  if (Object.values(texts).some(({ readOnly }) => !readOnly)) checkWrite(part, action);
  return action;
}

function readText(
  part: Part,
  dialect: Dialect,
  text: string,
  { expressions }: ActionContext,
): StatementText | undefined {
  const valuesOf = (open: readonly Opened[]) =>
    open.map((each, ordinal) => expressions.template(dialect, text, each, ordinal));
  if (dialect !== "partiql") {
    const split = expressions.parsed(dialect, () => splitSql(text, dialect));
    if (split === undefined) return undefined;
    const { pieces, open, readOnly, givesRows } = split;
    const alsoWrites = givesRows && !readOnly ? { givesRows } : {};
    return { pieces, values: valuesOf(open), readOnly, ...alsoWrites };
  }
  const split = expressions.parsed(dialect, () => splitStatement(text));
  if (split === undefined) return undefined;
  checkLength(part.part(dialect), split.pieces.join("?"));
  return { pieces: split.pieces, values: valuesOf(split.open), readOnly: readsOnly(text) };
}

function checkLength(part: Part, { length }: string): void {
  if (length <= maxStatementCharacters) return;
  part.problem(
    `a statement of ${length} characters; DynamoDB takes at most ${maxStatementCharacters}`,
    { hint: "make it shorter, or several operations" },
  );
}

function checkWrite(part: Part, { route }: StatementAction): void {
  for (const key of ["consistent", "pages"] as const) {
    if (!part.names.includes(key)) continue;
    const hint = `leave ${key} out; it goes with SELECT`;
    part.part(key).problem(`a statement that writes has no ${key}`, { key: true, hint });
  }
  if (route !== "read") return;
  const hint = "leave route out: it goes to the instance that writes";
  part.part("route").problem("a replica takes no statement that writes", { key: true, hint });
}
