import { didYouMean } from "../config/suggest.ts";
import { numberProblem } from "../values/number.ts";
import { Arguments } from "./arguments.ts";
import { binary, negate } from "./arithmetic.ts";
import type { Expression } from "./ast.ts";
import { type Compiled, constantOf, describe, type Evaluator, fold } from "./evaluator.ts";
import { evaluationError, TemplateFault } from "./fault.ts";
import { functions } from "./functions.ts";
import { ExactNumber, type Scope, type TemplateValue } from "./scope.ts";

/** Variables that every template has. */
export const builtInVariables = ["i", "index", "seed"] as const;

/** Names of variables. */
export interface Variables extends Iterable<string> {
  has(name: string): boolean;
}

const builtIn: ReadonlySet<string> = new Set(builtInVariables);

/** Every name but the built-in ones; whether there is such a variable, evaluation shows. */
export const anyVariable: Variables = {
  has: name => !builtIn.has(name),
  [Symbol.iterator]: () => [][Symbol.iterator](),
};

export interface CompileContext {
  /** Names of the variables in scope, besides the built-in ones. */
  readonly variables: Variables;
  /** A stream of random numbers for the next call that draws some. */
  readonly nextStream: () => number;
}

/**
 * Turns an expression into a function of the scope.
 * @throws TemplateFault for unknown names, wrong arguments and impossible arithmetic.
 */
export function compileExpression(expression: Expression, context: CompileContext): Compiled {
  switch (expression.kind) {
    case "literal":
      return literal(expression.value, expression.offset);
    case "variable":
      return variable(expression.name, expression.offset, context);
    case "negate": {
      const operand = compileExpression(expression.operand, context);
      return folded(negate(operand), [operand], expression.offset);
    }
    case "binary": {
      const left = compileExpression(expression.left, context);
      const right = compileExpression(expression.right, context);
      return folded(binary(expression.operator, left, right), [left, right], expression.offset);
    }
    case "member": {
      const object = compileExpression(expression.object, context).evaluate;
      const key = compileExpression(expression.key, context).evaluate;
      return { type: "any", evaluate: scope => member(object(scope), key(scope)) };
    }
    case "call":
      return call(expression, context);
    default:
      return expression satisfies never;
  }
}

function folded(compiled: Compiled, operands: readonly Compiled[], offset: number): Compiled {
  const constant = operands.every(operand => operand.constant !== undefined);
  return constant ? fold(compiled, offset) : compiled;
}

function literal(value: TemplateValue, offset: number): Compiled {
  if (value instanceof ExactNumber) {
    const problem = numberProblem(value.text);
    if (problem !== undefined) {
      const { text } = value;
      const shown = text.length > 50 ? `${text.slice(0, 50)}…` : text;
      throw new TemplateFault(`the number ${shown} ${problem}`, offset);
    }
  }
  return constantOf(value);
}

function variable(name: string, offset: number, { variables }: CompileContext): Compiled {
  if (variables.has(name)) return { type: "any", evaluate: variableOf(name) };
  switch (name) {
    case "i":
    case "index":
      return { type: "number", evaluate: scope => scope.index };
    case "seed":
      return { type: "number", evaluate: scope => scope.seed };
  }
  const called = functions.get(name);
  if (called !== undefined) {
    throw new TemplateFault(`${name} is a function: write ${called.signature}`, offset);
  }
  const known = [...builtInVariables, ...variables];
  const meant = didYouMean(name, known);
  throw new TemplateFault(
    `no such variable: ${name}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    offset,
    `in scope: ${known.join(", ")}; a text needs quotes: '${name}'`,
  );
}

function variableOf(name: string): Evaluator {
  return ({ vars }: Scope) => {
    const value = Object.hasOwn(vars, name) ? vars[name] : undefined;
    if (value === undefined) throw evaluationError(`the variable ${name} has no value here`);
    return value;
  };
}

function member(object: TemplateValue, key: TemplateValue): TemplateValue {
  let found: TemplateValue | undefined;
  if (object instanceof Map && typeof key === "string") found = object.get(key);
  else if (Array.isArray(object) && typeof key === "number") found = object[key];
  if (found === undefined) throw evaluationError(`${describe(object)} has no ${describe(key)}`);
  return found;
}

function call(expression: Extract<Expression, { kind: "call" }>, context: CompileContext) {
  const { name, offset } = expression;
  const known = functions.get(name);
  if (known === undefined) throw unknownFunction(name, offset);
  const given = expression.arguments.length;
  const [fewest, most] = known.arity;
  if (given < fewest || given > most) {
    const wanted = Number.isFinite(most)
      ? fewest === most
        ? plural(most)
        : `${fewest} to ${plural(most)}`
      : `at least ${plural(fewest)}`;
    throw new TemplateFault(`${known.signature} takes ${wanted}, not ${given}`, offset);
  }
  const list = expression.arguments.map(each => ({
    compiled: compileExpression(each, context),
    offset: each.offset,
  }));
  const compiled = known.compile(
    new Arguments(known.signature, list, { offset, stream: context.nextStream }),
  );
  if (known.source !== "arguments") return compiled;
  return folded(
    compiled,
    list.map(each => each.compiled),
    offset,
  );
}

function unknownFunction(name: string, offset: number): TemplateFault {
  const meant = didYouMean(name, functions.keys());
  return new TemplateFault(
    `\${${name}(…)}: no such function${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    offset,
    meant === undefined ? `functions: ${[...functions.keys()].join(", ")}` : undefined,
  );
}

function plural(count: number): string {
  return count === 1 ? "1 argument" : `${count} arguments`;
}
