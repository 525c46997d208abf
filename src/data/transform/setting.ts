import { DynError } from "../../errors.ts";
import type { Path, UpdateClause } from "../../expressions/ast.ts";
import { parseUpdate } from "../../expressions/parse.ts";
import type { Item } from "../../values/attribute.ts";
import { assigned, pathText } from "./assign.ts";
import type { Change } from "./change.ts";
import { evaluated } from "./evaluate.ts";

type Assignment = Extract<UpdateClause, { kind: "set" }>;

/**
 * What SET of an update expression does, `Status = 'new', Total = Price + Tax`: all values are those of
 * the item as it comes. Throws an ExpressionError for what is none.
 */
export function setting(text: string): Change {
  const clauses = parseUpdate(`SET ${text}`);
  const assignments = clauses.filter((clause): clause is Assignment => clause.kind === "set");
  if (assignments.length < clauses.length) {
    throw new DynError("usage", "--set takes assignments alone", {
      hint: `such as --set "Status = 'new'"; --template FILE leaves attributes out`,
    });
  }
  refuseOverlaps(assignments.map(({ path }) => path));
  return item => {
    const values = assignments.map(({ value }) => evaluated(value, item));
    return assignments.reduce<Item>((changed, { path }, at) => {
      const value = values[at];
      return value === undefined ? changed : assigned(changed, path, value);
    }, item);
  };
}

/** As DynamoDB refuses them: what one sets, another cannot set once more or within it. */
function refuseOverlaps(paths: readonly Path[]): void {
  for (const [at, path] of paths.entries()) {
    const other = paths
      .slice(0, at)
      .find(before => startsWith(path, before) || startsWith(before, path));
    if (other === undefined) continue;
    throw new DynError(
      "usage",
      `--set assigns ${pathText(other)} and ${pathText(path)}, which overlap`,
      { hint: "set it once, or give --set twice: the second one sees what the first has done" },
    );
  }
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, at) => path[at] === step);
}
