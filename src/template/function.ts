import type { Arguments } from "./arguments.ts";
import type { Compiled } from "./evaluator.ts";

/** A function of the template language. */
export interface TemplateFunction {
  /** As messages and the manual show it; its parameters' names appear in errors. */
  readonly signature: string;
  /** The fewest and the most arguments. */
  readonly arity: readonly [number, number];
  /** What the result depends on besides the arguments: nothing, the seed and index, or the clock. */
  readonly source: "arguments" | "random" | "clock";
  /** Checks what is constant and gives the call as a function of the scope. */
  compile(call: Arguments): Compiled;
}
