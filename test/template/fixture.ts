import type { Scope, TemplateValue } from "../../src/template/scope.ts";
import {
  compileItem,
  compileValue,
  type ItemTemplate,
  type TemplateProblem,
  type ValueTemplate,
} from "../../src/template/template.ts";

export const noon = Date.parse("2026-01-01T12:00:00Z");

export function scope(index = 0, overrides: Partial<Scope> = {}): Scope {
  return { seed: 42, index, vars: Object.create(null), now: () => noon, ...overrides };
}

/** A template without mistakes. */
export function value(tree: unknown, variables: readonly string[] = []): ValueTemplate {
  return compileValue(tree, { stream: "test", variables, onProblem: refuse });
}

export function item(tree: Readonly<Record<string, unknown>>, stream = "test"): ItemTemplate {
  return compileItem(tree, { stream, onProblem: refuse });
}

export function evaluate(
  text: string,
  index = 0,
  vars: Readonly<Record<string, TemplateValue>> = {},
): TemplateValue {
  return value(text, Object.keys(vars)).evaluate(scope(index, { vars }));
}

export function problems(tree: unknown): readonly TemplateProblem[] {
  const found: TemplateProblem[] = [];
  compileValue(tree, { stream: "test", onProblem: problem => found.push(problem) });
  return found;
}

/** The only mistake of a text, as `offset: message`. */
export function problem(text: string): string {
  const found = problems(text);
  const [only] = found;
  if (found.length !== 1 || only === undefined) throw new Error(`${found.length} problems`);
  return `${only.offset}: ${only.message}`;
}

function refuse({ message, path }: TemplateProblem): never {
  throw new Error(`${path.join(".")}: ${message}`);
}
