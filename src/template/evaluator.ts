import { DynError } from "../errors.ts";
import { evaluationError, TemplateFault } from "./fault.ts";
import { ExactNumber, type Scope, type TemplateValue } from "./scope.ts";

export type Evaluator<T extends TemplateValue = TemplateValue> = (scope: Scope) => T;

/**
 * An expression as a function of the scope, with the type that it is known to give; `plain` is text
 * that JSON need not escape. A constant looks at no scope.
 */
export type Compiled = { readonly constant?: TemplateValue } & (
  | { readonly type: "number"; readonly evaluate: Evaluator<number> }
  | { readonly type: "plain" | "string"; readonly evaluate: Evaluator<string> }
  | { readonly type: "boolean"; readonly evaluate: Evaluator<boolean> }
  | { readonly type: "bytes"; readonly evaluate: Evaluator<Uint8Array> }
  | { readonly type: "any"; readonly evaluate: Evaluator }
);

export type ResultType = Compiled["type"];

export function constantOf(constant: TemplateValue): Compiled {
  if (typeof constant === "number") return { type: "number", constant, evaluate: () => constant };
  if (typeof constant === "string") return { type: "string", constant, evaluate: () => constant };
  if (typeof constant === "boolean") return { type: "boolean", constant, evaluate: () => constant };
  return { type: "any", constant, evaluate: () => constant };
}

/** For expressions of constants alone, which look at no scope. */
export const nowhere: Scope = { seed: 0, index: 0, vars: Object.create(null), now: () => 0 };

/** Evaluates an expression of constants once and for all; what it throws is a mistake at `offset`. */
export function fold(compiled: Compiled, offset: number): Compiled {
  return constantOf(located(() => compiled.evaluate(nowhere), offset));
}

/** Runs a computation whose mistakes stand at `offset` of the template. */
export function located<T>(compute: () => T, offset: number): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    throw new TemplateFault(error.message, offset, error.hint);
  }
}

/** The text that a value has inside a longer string. */
export function textOf(value: TemplateValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || value === null) return `${value}`;
  if (value instanceof ExactNumber) return value.text;
  throw evaluationError(`${describe(value)} cannot be part of a text`);
}

/** A value as a message shows it: short, and with its type where the text alone would not tell. */
export function describe(value: TemplateValue): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (value instanceof Uint8Array) return "a binary value";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Map) return "a map";
  return value instanceof ExactNumber ? value.text : String(value);
}
