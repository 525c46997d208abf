import type { FastifySchemaValidationError } from "fastify";
import { suggestion } from "../../config/suggest.ts";
import type { FieldProblem } from "../problem.ts";

/** Ajv's error in its verbose form. */
interface SchemaError extends FastifySchemaValidationError {
  readonly parentSchema?: {
    readonly properties?: object;
    readonly description?: string;
    readonly anyOf?: unknown;
  };
}

const parts: Readonly<Record<string, string>> = {
  querystring: "query",
  params: "path",
  headers: "header",
};

/** Told at most, so that a body of thousands of mistakes makes no answer of thousands. */
const mostTold = 10;

/** What is wrong by a schema, each with its field and what would be right. */
export function fieldProblems(
  errors: readonly SchemaError[],
  context: string,
): readonly FieldProblem[] {
  const part = parts[context] ?? context;
  const told = new Map<string, FieldProblem>();
  for (const error of withoutOtherBranches(errors)) {
    if (told.size === mostTold) break;
    const problem = fieldProblem(error, part);
    told.set(`${problem.field} ${problem.detail}`, problem);
  }
  return [...told.values()];
}

/**
 * Where one of several shapes would do, those of another type than what was given say nothing;
 * where that leaves some, they tell more than that none of all fits.
 */
function withoutOtherBranches(errors: readonly SchemaError[]): readonly SchemaError[] {
  let left = errors;
  for (const choice of errors) {
    if (choice.keyword !== "anyOf" && choice.keyword !== "oneOf") continue;
    const inside = left.filter(error => isWithin(choice, error));
    const branchOf = (error: SchemaError) =>
      isWrittenIn(choice, error)
        ? error.schemaPath.slice(choice.schemaPath.length + 1).split("/", 1)[0]
        : "named";
    const foreign = new Set(
      inside
        .filter(({ keyword, instancePath }) => {
          return keyword === "type" && instancePath === choice.instancePath;
        })
        .map(branchOf),
    );
    const telling = inside.filter(error => !foreign.has(branchOf(error)));
    left = left.filter(error =>
      error === choice ? telling.length === 0 : !inside.includes(error) || telling.includes(error),
    );
  }
  return left;
}

/** Whether an error is of one of a choice's shapes. */
function isWithin(choice: SchemaError, error: SchemaError): boolean {
  if (isWrittenIn(choice, error)) return true;
  // The path of a shape with a name, which `$ref` refers to, begins with that shape.
  const around = choice.schemaPath.slice(0, choice.schemaPath.lastIndexOf("/"));
  return (
    !error.schemaPath.startsWith(`${around}/`) &&
    `${error.instancePath}/`.startsWith(`${choice.instancePath}/`)
  );
}

function isWrittenIn(choice: SchemaError, { schemaPath }: SchemaError): boolean {
  return schemaPath.startsWith(`${choice.schemaPath}/`);
}

/** What other APIs call what has another name here; letter by letter, `and` is nearest to `any`. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["and", "all"],
  ["or", "any"],
]);

function nearest(name: string, known: readonly string[]): string {
  const same = otherNames.get(name.toLowerCase());
  return same !== undefined && known.includes(same)
    ? suggestion(same, [same])
    : suggestion(name, known);
}

function fieldProblem(error: SchemaError, part: string): FieldProblem {
  const field = [part, ...error.instancePath.split("/").slice(1).map(unescaped)].join(".");
  const { keyword, params, parentSchema } = error;
  switch (keyword) {
    case "additionalProperties": {
      const name = String(params.additionalProperty);
      const known = Object.keys(parentSchema?.properties ?? {});
      const others = known.length === 0 ? "" : `; there are ${known.join(", ")}`;
      return {
        field: `${field}.${name}`,
        detail: `is not known${nearest(name, known) || others}`,
      };
    }
    case "required":
      return { field: `${field}.${String(params.missingProperty)}`, detail: "is required" };
    case "enum":
      return { field, detail: `must be one of ${(params.allowedValues as unknown[]).join(", ")}` };
    default: {
      const wanted = parentSchema?.description;
      const detail = error.message ?? "is wrong";
      return { field, detail: wanted === undefined ? detail : `${detail}: ${wanted}` };
    }
  }
}

/** A step of a JSON pointer. */
function unescaped(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
