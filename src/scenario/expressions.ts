import type { Condition, Parameter, Projection, Update } from "../expressions/ast.ts";
import { ExpressionError } from "../expressions/error.ts";
import { attributeNamed, type KeyAttribute, openValues } from "../expressions/key-parts.ts";
import { namesIn } from "../expressions/names.ts";
import {
  parseCondition,
  parseKeyCondition,
  parseProjection,
  parseUpdate,
  type SearchKey,
} from "../expressions/parse.ts";
import { compileValue, type ValueTemplate } from "../template/template.ts";
import type { Part } from "./part.ts";
import type { Parameters } from "./scenario.ts";

const open = { parameters: true } as const;

/** A template that an expression leaves open, and where it stands. */
export interface Open {
  readonly part: Part;
  readonly offset: number;
  readonly template: ValueTemplate;
  /** The attribute of the key that takes its value. */
  readonly attribute?: KeyAttribute;
}

/** Reads the expressions of one operation, and compiles the templates that they leave open. */
export class Expressions {
  readonly #action: Part;
  readonly #stream: string;
  readonly #variables: readonly string[];
  readonly #parameters = new Map<Parameter, Open>();

  /** `stream` is the base of the templates' random numbers, `variables` what they may name. */
  constructor(action: Part, stream: string, variables: readonly string[]) {
    this.#action = action;
    this.#stream = stream;
    this.#variables = variables;
  }

  /** The templates so far. */
  get parameters(): Parameters {
    return new Map(
      Array.from(this.#parameters, ([parameter, { template }]) => [parameter, template]),
    );
  }

  /** The same with their places. */
  get open(): Iterable<Open> {
    return this.#parameters.values();
  }

  condition(key: string, text: string): Condition | undefined {
    return this.#parse(key, text, () => parseCondition(text, open));
  }

  /** Without a key, the condition is checked by the target. */
  keyCondition(key: string, text: string, of: SearchKey | undefined): Condition | undefined {
    if (of === undefined) return this.condition(key, text);
    const where = this.#parse(key, text, () => parseKeyCondition(text, of, open));
    for (const [parameter, attribute] of where ? openValues(where, of) : []) {
      const left = this.#parameters.get(parameter);
      if (left !== undefined) this.#parameters.set(parameter, { ...left, attribute });
    }
    return where;
  }

  /** A query's filter, which DynamoDB lets name no attribute of the key. */
  filter(member: string, text: string, of: SearchKey | undefined): Condition | undefined {
    const filter = this.condition(member, text);
    const name = of && filter && namesIn(filter).find(each => attributeNamed(of, each));
    if (name !== undefined) {
      this.#action.part(member).problem(`a filter cannot name ${name}, an attribute of the key`, {
        hint: "conditions on the key stand in where",
      });
    }
    return filter;
  }

  update(key: string, text: string): Update | undefined {
    return this.#parse(key, text, () => parseUpdate(text, open));
  }

  projection(key: string, text: string): Projection | undefined {
    return this.#parse(key, text, () => parseProjection(text));
  }

  #parse<T>(key: string, text: string, parse: () => T): T | undefined {
    const part = this.#action.part(key);
    let parsed: T;
    try {
      parsed = parse();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      part.problem(error.problem, { offset: error.offset, hint: error.hint });
      return undefined;
    }
    for (const [ordinal, parameter] of [...parametersIn(parsed)].entries()) {
      this.#compile(part, text, parameter, `${this.#stream}.${key}.${ordinal}`);
    }
    return parsed;
  }

  #compile(part: Part, text: string, parameter: Parameter, stream: string): void {
    const { source, offset } = parameter;
    // A text in quotes may have something put before it, so that it stays a text.
    const shift = written(source, text, offset);
    const template = compileValue(source, {
      variables: this.#variables,
      stream,
      onProblem: problem => {
        part.problem(problem.message, {
          offset: offset + Math.max(0, problem.offset - shift),
          hint: problem.hint,
        });
      },
    });
    this.#parameters.set(parameter, { part, offset, template });
  }
}

/** How many characters of the source come before what stands in the text at the offset. */
function written(source: string, text: string, offset: number): number {
  for (let shift = 0; shift < source.length; shift++) {
    if (text.startsWith(source.slice(shift), offset)) return shift;
  }
  return 0;
}

function* parametersIn(expression: unknown): Iterable<Parameter> {
  for (const node of nodesIn(expression)) if (isParameter(node)) yield node;
}

function* nodesIn(expression: unknown): Iterable<object> {
  if (expression === null || typeof expression !== "object") return;
  yield expression;
  for (const member of Object.values(expression)) yield* nodesIn(member);
}

function isParameter(node: object): node is Parameter {
  return "kind" in node && node.kind === "parameter";
}
