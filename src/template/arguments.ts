import {
  type Compiled,
  describe,
  type Evaluator,
  located,
  nowhere,
  type ResultType,
  textOf,
} from "./evaluator.ts";
import { numberValue } from "./exact.ts";
import { evaluationError, TemplateFault } from "./fault.ts";
import { Random } from "./random.ts";
import { ExactNumber, type Scope, type TemplateValue } from "./scope.ts";

export interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

const texts: readonly ResultType[] = ["plain", "string"];

const typeNames = {
  number: "a number",
  plain: "a text",
  string: "a text",
  boolean: "true or false",
  bytes: "a binary value",
  any: "a value",
} satisfies Record<ResultType, string>;

/** One argument of a call, as it was written. */
export interface Argument {
  readonly compiled: Compiled;
  readonly offset: number;
}

/**
 * The arguments of one call, by position, each as a function of the scope that gives the wanted
 * type. Constants are checked at once, the others when they are evaluated.
 */
export class Arguments {
  readonly count: number;
  /** Of the call. */
  readonly offset: number;
  readonly #signature: string;
  readonly #list: readonly Argument[];
  readonly #stream: () => number;

  constructor(
    signature: string,
    list: readonly Argument[],
    call: { readonly offset: number; readonly stream: () => number },
  ) {
    this.count = list.length;
    this.offset = call.offset;
    this.#signature = signature;
    this.#list = list;
    this.#stream = call.stream;
  }

  /** Draws of this call alone: what they give depends on seed, index and the call's own place. */
  random(): (scope: Scope) => Random {
    const stream = this.#stream();
    const random = new Random();
    return scope => random.reset(scope.seed, stream, scope.index);
  }

  all(): readonly Compiled[] {
    return this.#list.map(({ compiled }) => compiled);
  }

  /** The argument's value where it depends on nothing. */
  constant(position: number): TemplateValue | undefined {
    return this.#list[position]?.compiled.constant;
  }

  number(position: number, bounds: Bounds = {}): Evaluator<number> {
    return this.#convert(position, `a number${within(bounds)}`, ["number"], given => {
      const value = plainNumber(given);
      return typeof value === "number" && inside(value, bounds) ? value : undefined;
    });
  }

  integer(position: number, bounds: Bounds = {}): Evaluator<number> {
    return this.#convert(position, `an integer${within(bounds)}`, ["number"], given => {
      const value = plainNumber(given);
      const right =
        typeof value === "number" && Number.isSafeInteger(value) && inside(value, bounds);
      return right ? value : undefined;
    });
  }

  string(position: number): Evaluator<string> {
    return this.#convert(position, "a text", texts, value =>
      typeof value === "string" ? value : undefined,
    );
  }

  /** A text, or a number or boolean as its text. */
  text(position: number): Evaluator<string> {
    return this.#convert(position, "a text or a number", [...texts, "number", "boolean"], value =>
      value === null || (typeof value === "object" && !(value instanceof ExactNumber))
        ? undefined
        : textOf(value),
    );
  }

  /** Text that `read` understands, e.g. a date; it gives undefined for what it does not. */
  parsed<T>(
    position: number,
    wanted: string,
    read: (text: string) => T | undefined,
  ): (scope: Scope) => T {
    return this.#convert(position, wanted, texts, value =>
      typeof value === "string" ? read(value) : undefined,
    );
  }

  /** Checks two constant arguments against each other at load, and others at evaluation. */
  ordered(low: Evaluator<number>, high: Evaluator<number>): Evaluator<number> {
    const [first, second] = this.#names();
    const check = (from: number, to: number): number => {
      if (from <= to) return to;
      throw evaluationError(`${this.#signature}: ${first} ${from} is above ${second} ${to}`);
    };
    if (this.constant(0) !== undefined && this.constant(1) !== undefined) {
      located(() => check(low(nowhere), high(nowhere)), this.offset);
      return high;
    }
    return scope => check(low(scope), high(scope));
  }

  #convert<T>(
    position: number,
    wanted: string,
    types: readonly ResultType[],
    convert: (value: TemplateValue) => T | undefined,
  ): (scope: Scope) => T {
    const argument = this.#list[position];
    if (argument === undefined) {
      throw new TemplateFault(`${this.#signature} needs more arguments`, this.offset);
    }
    const refusal = (found: string) => {
      const name = this.#names()[position] ?? this.#names().at(-1);
      return evaluationError(`${this.#signature}: ${name} must be ${wanted}, not ${found}`);
    };
    const checked = (value: TemplateValue): T => {
      const converted = convert(value);
      if (converted === undefined) throw refusal(describe(value));
      return converted;
    };
    const { compiled, offset } = argument;
    if (compiled.constant !== undefined) {
      const { constant } = compiled;
      const value = located(() => checked(constant), offset);
      return () => value;
    }
    const { type, evaluate } = compiled;
    if (type !== "any" && !types.includes(type)) {
      throw new TemplateFault(refusal(typeNames[type]).message, offset);
    }
    return scope => checked(evaluate(scope));
  }

  /** The parameters' names, from a signature such as `pad(n, width)`. */
  #names(): readonly string[] {
    const inside = this.#signature.replace(/^\w+\(|\)$/g, "");
    return inside.split(",").map(part => part.replace(/[[\]…\s]/g, ""));
  }
}

/** Numbers that were read may be text with few digits. */
function plainNumber(value: TemplateValue): TemplateValue {
  return value instanceof ExactNumber ? numberValue(value.text) : value;
}

function inside(value: number, { least, most }: Bounds): boolean {
  return (least === undefined || value >= least) && (most === undefined || value <= most);
}

function within({ least, most }: Bounds): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return ` of at least ${least}`;
  return most === undefined ? "" : ` of at most ${most}`;
}
