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
  attribute?: KeyAttribute;
}

/** What templates of one operation may name, and where their random numbers come from. */
export interface TemplateBase {
  /** Base of the streams of random numbers. */
  readonly stream: string;
  readonly variables: readonly string[];
}

/** Reads the expressions of one action, and compiles the templates that they leave open. */
export class Expressions {
  readonly #action: Part;
  readonly #base: TemplateBase;
  readonly #parameters = new Map<Parameter, Open>();
  /** Of all actions that belong together. */
  readonly #open: Set<Open>;

  constructor(action: Part, base: TemplateBase, open: Set<Open> = new Set()) {
    this.#action = action;
    this.#base = base;
    this.#open = open;
  }

  /** For a part of the action with parameters of its own; `position` tells its draws from others'. */
  within(part: Part, position?: number): Expressions {
    const { stream, variables } = this.#base;
    const inner = position === undefined ? stream : `${stream}.${position}`;
    return new Expressions(part, { stream: inner, variables }, this.#open);
  }

  /** The templates so far. */
  get parameters(): Parameters {
    return new Map(
      Array.from(this.#parameters, ([parameter, { template }]) => [parameter, template]),
    );
  }

  /** The templates of all actions that belong together, with their places. */
  get open(): Iterable<Open> {
    return this.#open;
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
      if (left !== undefined) left.attribute = attribute;
    }
    return where;
  }

  /** A query's filter, or what a read waits for, which DynamoDB lets name no attribute of the key. */
  filter(member: string, text: string, of: SearchKey | undefined): Condition | undefined {
    const filter = this.condition(member, text);
    const name = of && filter && namesIn(filter).find(each => attributeNamed(of, each));
    if (name !== undefined) {
      const hint =
        member === "until" ? "the key is the item's own" : "conditions on the key stand in where";
      const problem = `a filter cannot name ${name}, an attribute of the key`;
      this.#action.part(member).problem(problem, { hint });
    }
    return filter;
  }

  update(key: string, text: string): Update | undefined {
    return this.#parse(key, text, () => parseUpdate(text, open));
  }

  projection(key: string, text: string): Projection | undefined {
    return this.#parse(key, text, () => parseProjection(text));
  }

  /** What `parse` gives; undefined when it finds a mistake, which is noted. */
  parsed<T>(key: string, parse: () => T): T | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#action.part(key).problem(error.problem, { offset: error.offset, hint: error.hint });
      return undefined;
    }
  }

  /** Compiles a template that stands in the text of a key. */
  template(
    key: string,
    text: string,
    { source, offset }: Pick<Parameter, "source" | "offset">,
    ordinal: number,
  ): ValueTemplate {
    return this.#compile(key, text, { source, offset }, ordinal).template;
  }

  #parse<T>(key: string, text: string, parse: () => T): T | undefined {
    const parsed = this.parsed(key, parse);
    if (parsed === undefined) return undefined;
    for (const [ordinal, parameter] of [...parametersIn(parsed)].entries()) {
      this.#parameters.set(parameter, this.#compile(key, text, parameter, ordinal));
    }
    return parsed;
  }

  #compile(
    key: string,
    text: string,
    { source, offset }: Pick<Parameter, "source" | "offset">,
    ordinal: number,
  ): Open {
    const part = this.#action.part(key);
    // A text in quotes may have something put before it, so that it stays a text.
    const shift = written(source, text, offset);
    const template = compileValue(source, {
      variables: this.#base.variables,
      stream: `${this.#base.stream}.${key}.${ordinal}`,
      onProblem: problem => {
        part.problem(problem.message, {
          offset: offset + Math.max(0, problem.offset - shift),
          hint: problem.hint,
        });
      },
    });
    const open = { part, offset, template };
    this.#open.add(open);
    return open;
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
