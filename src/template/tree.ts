import { DynError } from "../errors.ts";
import type { AttributeValue } from "../values/attribute.ts";
import { maxDepth } from "../values/depth.ts";
import { tagHint, untagged } from "../values/tags.ts";
import { hasLoneSurrogate } from "../values/text.ts";
import { anyVariable, type Variables } from "./compile.ts";
import { nowhere } from "./evaluator.ts";
import { evaluationError, TemplateFault } from "./fault.ts";
import { type CompiledNode, constantNode, listNode, mapNode, setNode, textNode } from "./node.ts";
import { hash32 } from "./random.ts";
import { ExactNumber, type TemplateValue } from "./scope.ts";
import { compileText } from "./text.ts";

/** A mistake in a tree of templates. */
export interface TemplateProblem {
  readonly message: string;
  /** From the root of the tree. */
  readonly path: readonly (string | number)[];
  /** The mistake is in the key itself. */
  readonly key: boolean;
  /** Characters into the text at the path. */
  readonly offset: number;
  readonly hint: string | undefined;
}

export interface TemplateOptions {
  /** Names of the variables in scope, besides `i`, `index` and `seed`; or that every name is one. */
  readonly variables?: Iterable<string> | typeof anyVariable;
  /**
   * Base of the streams of random numbers, e.g. an entity's name: each call that draws has a stream
   * of its own, made of this, its path in the tree and its position in the text.
   */
  readonly stream: string;
  /** Told of every mistake; null takes the place of what is wrong. */
  readonly onProblem: (problem: TemplateProblem) => void;
}

/** Compiles a tree of plain data, as YAML gives it, whose strings are templates. */
export class TreeCompiler {
  readonly #variables: Variables;
  readonly #options: TemplateOptions;

  constructor(options: TemplateOptions) {
    const { variables } = options;
    this.#variables = variables === anyVariable ? anyVariable : new Set(variables);
    this.#options = options;
  }

  compile(tree: unknown, path: readonly (string | number)[]): CompiledNode {
    try {
      return this.#node(tree, path);
    } catch (error) {
      if (error instanceof TemplateFault) {
        this.#report(path, error.message, { offset: error.offset, hint: error.hint });
      } else if (error instanceof DynError) {
        this.#report(path, error.message, { hint: error.hint });
      } else {
        throw error;
      }
      return constantNode(null);
    }
  }

  /** The members of a map, whose names are not templates. */
  members(
    tree: Readonly<Record<string, unknown>>,
    path: readonly (string | number)[],
  ): ReadonlyMap<string, CompiledNode> {
    const members = new Map<string, CompiledNode>();
    for (const [name, member] of Object.entries(tree)) {
      const here = [...path, name];
      const problem = nameProblem(name);
      if (problem !== undefined) this.#report(here, problem, { key: true });
      members.set(name, this.compile(member, here));
    }
    return members;
  }

  #node(tree: unknown, path: readonly (string | number)[]): CompiledNode {
    if (typeof tree === "string") return this.#text(tree, path);
    if (typeof tree === "bigint") return constantNode(new ExactNumber(`${tree}`));
    if (tree === null || typeof tree === "number" || typeof tree === "boolean") {
      return constantNode(tree);
    }
    if (typeof tree !== "object") throw evaluationError(`${typeof tree} is no value`);
    if (path.length > maxDepth) {
      throw evaluationError(`lists and maps nest at most ${maxDepth} deep in an item`);
    }
    if (Array.isArray(tree)) {
      return listNode(tree.map((member, position) => this.compile(member, [...path, position])));
    }
    return this.#map(tree as Readonly<Record<string, unknown>>, path);
  }

  #text(text: string, path: readonly (string | number)[]): CompiledNode {
    if (hasLoneSurrogate(text)) throw evaluationError("the text has half of a surrogate pair");
    let ordinal = 0;
    const { stream } = this.#options;
    const nextStream = () => hash32(stream, ...path, ordinal++);
    return textNode(compileText(text, { variables: this.#variables, nextStream }));
  }

  #map(tree: Readonly<Record<string, unknown>>, path: readonly (string | number)[]): CompiledNode {
    const [name, ...others] = Object.keys(tree);
    if (name === undefined || others.length > 0 || !name.startsWith("$")) {
      return mapNode(this.members(tree, path));
    }
    const here = [...path, name];
    const content = this.compile(tree[name], here);
    if (name.startsWith("$$")) return mapNode(new Map([[name.slice(1), content]]));
    const tagged = (plain: AttributeValue): AttributeValue => {
      const value = untagged(name, base64AsText(name, plain));
      if (typeof value === "string") throw evaluationError(value, tagHint(name));
      return value;
    };
    if (name !== "$b") return setNode(content, plain => tagged(distinct(plain)));
    const bytes = (plain: AttributeValue): TemplateValue => {
      const value = tagged(plain);
      return "B" in value ? Buffer.from(value.B, "base64") : null;
    };
    if (content.constant !== undefined) return constantNode(bytes(content.attribute(nowhere)));
    return textNode({
      value: { type: "any", evaluate: scope => bytes(content.attribute(scope)) },
      uses: content.uses,
    });
  }

  #report(
    path: readonly (string | number)[],
    message: string,
    {
      key = false,
      offset = 0,
      hint,
    }: {
      readonly key?: boolean;
      readonly offset?: number;
      readonly hint?: string | undefined;
    },
  ): void {
    this.#options.onProblem({ message, path, key, offset, hint });
  }
}

function nameProblem(name: string): string | undefined {
  if (name === "") return "an attribute needs a name";
  if (name.includes("${")) return "a name is not a template; only values are";
  return hasLoneSurrogate(name) ? "the name has half of a surrogate pair" : undefined;
}

/** Lets `$b` and `$bs` take what `${bytes(n)}` gives. */
function base64AsText(tag: string, value: AttributeValue): AttributeValue {
  if (tag !== "$b" && tag !== "$bs") return value;
  if ("B" in value) return { S: value.B };
  return "L" in value ? { L: value.L.map(member => base64AsText(tag, member)) } : value;
}

/** Draws may coincide; a set holds each of them once. */
function distinct(value: AttributeValue): AttributeValue {
  if (!("L" in value)) return value;
  const seen = new Map(value.L.map(member => [JSON.stringify(member), member]));
  return { L: [...seen.values()] };
}
