import { DynError } from "../errors.ts";
import { typeProblem } from "../expressions/key-values.ts";
import type { Scope, TemplateValue } from "../template/scope.ts";
import type { Open } from "./expressions.ts";
import type { Part } from "./part.ts";
import type { Operation } from "./scenario.ts";

interface Rehearsal {
  readonly seed: number;
  /** The templates that the operation's expressions leave open. */
  readonly open: Iterable<Open>;
  /** Variables that only a run knows: templates that name them are left out. */
  readonly captured: ReadonlySet<string>;
  /** Whether to check types, too. */
  readonly types: boolean;
}

/** Fills the first draw's templates, so that what never works is found before the run. */
export function rehearse(
  part: Part,
  vars: Operation["vars"],
  { seed, open, captured, types }: Rehearsal,
): void {
  const values: Record<string, TemplateValue> = Object.create(null);
  const scope: Scope = { seed, index: 0, vars: values, now: () => 0 };
  for (const { name, value } of vars) {
    const made = attempt(part.part("vars", name), () => value.evaluate(scope));
    if (made === undefined) return;
    values[name] = made;
  }
  for (const { part: place, offset, template, attribute } of open) {
    if ([...captured].some(name => template.variables.has(name))) continue;
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
