import { suggestion } from "../config/suggest.ts";
import { DynError } from "../errors.ts";
import { typeProblem } from "../expressions/key-values.ts";
import { builtInVariables } from "../template/compile.ts";
import type { Scope, TemplateValue } from "../template/scope.ts";
import { compileValue } from "../template/template.ts";
import { isVariableName } from "../template/tokens.ts";
import { type ActionContext, type ActionKind, actionKinds, readAction } from "./actions.ts";
import { Expressions } from "./expressions.ts";
import type { Part } from "./part.ts";
import type { Operation } from "./scenario.ts";
import { weightShape } from "./shape.ts";

type Vars = Operation["vars"];

const settings = ["weight", "vars"] as const;

/** Compiles one operation; undefined when it has mistakes, which are noted. */
export function readOperation(
  part: Part,
  name: string,
  seed: number,
  context: Omit<ActionContext, "expressions">,
): Operation | undefined {
  const before = part.problems.length;
  const weight = part.names.includes("weight") ? part.part("weight").read(weightShape) : 1;
  const vars = readVars(part.part("vars"), name);
  const kind = readKind(part, name);
  if (kind === undefined) return undefined;
  const expressions = new Expressions(
    part.part(kind),
    name,
    vars.map(each => each.name),
  );
  const action = readAction(part.part(kind), kind, { ...context, expressions });
  // A template with a mistake gives null; that its type is wrong, too, would be news to nobody.
  const types = part.problems.length === before;
  rehearse(part, vars, expressions, { seed, types });
  if (action === undefined || weight === undefined) return undefined;
  return { name, weight, action, vars, retryConflicts: 0 };
}

/** The one key that says what the operation does. */
function readKind(part: Part, name: string): ActionKind | undefined {
  const kinds = part.names.filter(isKind);
  const known = [...settings, ...actionKinds];
  for (const key of part.names) {
    if (known.some(each => each === key)) continue;
    const message =
      kinds.length === 0
        ? `unknown operation "${key}"${suggestion(key, actionKinds)}`
        : `unknown key "${key}"${suggestion(key, known)}`;
    part.part(key).problem(message, { key: true, hint: `operations: ${actionKinds.join(", ")}` });
  }
  const [kind, second] = kinds;
  if (second !== undefined) {
    part.part(second).problem(`"${name}" does two things: ${kinds.join(" and ")}`, {
      key: true,
      hint: "an operation is one request; write the other as an operation of its own",
    });
  } else if (kind === undefined && part.names.every(key => settings.some(each => each === key))) {
    part.problem(`"${name}" does nothing`, {
      key: true,
      hint: `say what it does: one of ${actionKinds.join(", ")}`,
    });
  }
  return kind;
}

function readVars(part: Part, operation: string): Vars {
  if (part.data !== undefined && part.names.length === 0) {
    part.problem("expected a mapping of names to templates");
  }
  const names: string[] = [];
  return part.names.map(name => {
    const here = part.part(name);
    const builtIn = builtInVariables.some(each => each === name);
    if (builtIn || !isVariableName(name)) {
      const message = builtIn
        ? `"${name}" is a variable that every template has already`
        : `"${name}" cannot be a variable; names have letters, digits and "_", a letter first`;
      here.problem(message, { key: true });
    }
    const value = compileValue(here.data, {
      variables: names,
      stream: `${operation}.vars.${name}`,
      onProblem: ({ message, path, ...place }) => here.part(...path).problem(message, place),
    });
    if (!builtIn) names.push(name);
    return { name, value };
  });
}

/** Fills the first draw's templates, so that what never works is found before the run. */
function rehearse(
  part: Part,
  vars: Vars,
  expressions: Expressions,
  { seed, types }: { readonly seed: number; readonly types: boolean },
): void {
  const values: Record<string, TemplateValue> = Object.create(null);
  const scope: Scope = { seed, index: 0, vars: values, now: () => 0 };
  for (const { name, value } of vars) {
    const made = attempt(part.part("vars", name), () => value.evaluate(scope));
    if (made === undefined) return;
    values[name] = made;
  }
  for (const { part: place, offset, template, attribute } of expressions.open) {
    const value = attempt(place, () => template.toAttributeValue(scope), offset);
    const problem = types && value && attribute && typeProblem(value, attribute);
    if (problem) place.problem(`${problem}, with i = 0`, { offset });
  }
}

function attempt<T>(part: Part, evaluate: () => T, offset = 0): T | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    part.problem(`${error.message}, with i = 0`, { offset, hint: error.hint });
    return undefined;
  }
}

function isKind(key: string): key is ActionKind {
  return actionKinds.some(kind => kind === key);
}
