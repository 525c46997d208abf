import { builtInVariables } from "../template/compile.ts";
import { compileValue } from "../template/template.ts";
import { isVariableName } from "../template/tokens.ts";
import { actionKinds, readAction } from "./actions/action.ts";
import type { Surroundings } from "./actions/context.ts";
import { Expressions, type Open } from "./expressions.ts";
import { readFlow } from "./flow.ts";
import { readKind } from "./kind.ts";
import type { Part } from "./part.ts";
import { rehearse } from "./rehearsal.ts";
import type { Action, Flow, Operation } from "./scenario.ts";
import { referenceShape, retryConflictsShape, weightShape } from "./shape.ts";

type Vars = Operation["vars"];

const settings = ["weight", "vars", "retryConflicts", "reference", "transaction"] as const;
const kinds = [...actionKinds, "flow"] as const;
const nothing: ReadonlySet<string> = new Set();

/** Compiles one operation; undefined when it has mistakes, which are noted. */
export function readOperation(
  part: Part,
  name: string,
  seed: number,
  context: Surroundings,
): Operation | undefined {
  const before = part.problems.length;
  const has = (key: string) => part.names.includes(key);
  const weight = has("weight") ? part.part("weight").read(weightShape) : 1;
  const vars = readVars(part.part("vars"), name);
  const retryConflicts = has("retryConflicts")
    ? part.part("retryConflicts").read(retryConflictsShape)
    : 0;
  const reference = has("reference") ? readReference(part.part("reference")) : undefined;
  const kind = readKind(part, { title: `"${name}"`, kinds, settings });
  if (kind === undefined) return undefined;
  const open = new Set<Open>();
  const base = { stream: name, variables: vars.map(each => each.name) };
  const here = part.part(kind);
  let action: Action | Flow | undefined;
  let captured = nothing;
  if (kind === "flow") {
    const transaction = part.part("transaction");
    const read = readFlow(here, { ...context, base, open, transaction });
    action = read?.flow;
    captured = read?.captured ?? nothing;
  } else {
    if (has("transaction")) refuseTransaction(part.part("transaction"), kind);
    const expressions = new Expressions(here, base, open);
    action = readAction(here, kind, { ...context, expressions, trail: undefined });
  }
  // A template with a mistake gives null; that its type is wrong, too, would be news to nobody.
  const types = part.problems.length === before;
  rehearse(part, vars, { seed, open, captured, types });
  if (action === undefined || weight === undefined || retryConflicts === undefined)
    return undefined;
  return {
    name,
    weight,
    action,
    vars,
    retryConflicts,
    ...(reference === undefined ? {} : { reference }),
  };
}

function refuseTransaction(part: Part, kind: string): void {
  part.problem(`transaction makes one of a flow's steps, and this is a ${kind}`, {
    key: true,
    hint: "leave it out; or write flow: with a list of steps",
  });
}

function readReference(part: Part): Operation["reference"] {
  const shape = part.read(referenceShape);
  if (shape === undefined) return undefined;
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined));
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
