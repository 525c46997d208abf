import { DynError } from "../errors.ts";
import type { AttributeValue, Item } from "../values/attribute.ts";
import { type CompiledNode, mapAttribute, mapPieces } from "./node.ts";
import type { Scope, TemplateValue } from "./scope.ts";
import { join } from "./text.ts";
import { type TemplateOptions, TreeCompiler } from "./tree.ts";

export type { TemplateOptions, TemplateProblem } from "./tree.ts";

/** A string, or a YAML tree of strings, with `${…}` in it; parsed once. */
export interface ValueTemplate {
  /** The value when it depends on nothing; undefined for sets too, which no TemplateValue expresses. */
  readonly constant: TemplateValue | undefined;
  /** Whether it follows from seed, index and variables alone, whatever the clock says. */
  readonly timeless: boolean;
  /** The variables that it names, `i`, `index` and `seed` among them. */
  readonly variables: ReadonlySet<string>;
  evaluate(scope: Scope): TemplateValue;
  toAttributeValue(scope: Scope): AttributeValue;
  /** DynamoDB JSON text, e.g. `{"S":"user-7"}`; the fast path of the wire client. */
  toWire(scope: Scope): string;
}

/** A whole item: a ValueTemplate for each attribute. */
export interface ItemTemplate {
  readonly attributes: ReadonlyMap<string, ValueTemplate>;
  toItem(scope: Scope): Item;
  /** DynamoDB JSON text of the item, e.g. `{"UserId":{"S":"user-7"}}`. */
  toWire(scope: Scope): string;
  /** The template of some attributes only, e.g. the key. Throws when one is missing. */
  select(names: readonly string[]): ItemTemplate;
}

/**
 * Compiles a tree of plain data (text, numbers, bigint, booleans, null, lists, maps) whose strings
 * are templates. Mistakes go to `options.onProblem`; evaluation throws a DynError "invalid" for what
 * only certain values bring out, such as a division by zero.
 */
export function compileValue(tree: unknown, options: TemplateOptions): ValueTemplate {
  return valueTemplate(new TreeCompiler(options).compile(tree, []));
}

/** Compiles a map of attributes; the names are taken as they are. Mistakes as in `compileValue`. */
export function compileItem(
  tree: Readonly<Record<string, unknown>>,
  options: TemplateOptions,
): ItemTemplate {
  return itemTemplate(new TreeCompiler(options).members(tree, []));
}

function valueTemplate(node: CompiledNode): ValueTemplate {
  const { constant, evaluate, attribute, pieces, uses } = node;
  return {
    constant,
    timeless: !uses.clock,
    variables: uses.variables,
    evaluate,
    toAttributeValue: attribute,
    toWire: join(pieces),
  };
}

function itemTemplate(members: ReadonlyMap<string, CompiledNode>): ItemTemplate {
  return {
    attributes: new Map([...members].map(([name, node]) => [name, valueTemplate(node)])),
    toItem: scope => mapAttribute(members, scope),
    toWire: join(mapPieces(members)),
    select: names => {
      const selected = new Map<string, CompiledNode>();
      for (const name of names) {
        const node = members.get(name);
        if (node === undefined) {
          throw new DynError("invalid", `the item has no attribute ${JSON.stringify(name)}`, {
            hint: `it has ${[...members.keys()].join(", ")}`,
          });
        }
        selected.set(name, node);
      }
      return itemTemplate(selected);
    },
  };
}
