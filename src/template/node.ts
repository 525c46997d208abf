import type { AttributeValue } from "../values/attribute.ts";
import { base64Of } from "../values/binary.ts";
import { numberText } from "../values/number.ts";
import { attributeOf, wireTextOf } from "../values/template-value.ts";
import { quoted } from "../values/text.ts";
import { type Compiled, type Evaluator, nowhere } from "./evaluator.ts";
import type { Scope, TemplateValue } from "./scope.ts";
import type { CompiledText, Pieces } from "./text.ts";
import { allUses, type Uses, usesNothing } from "./uses.ts";

/** A part of a YAML tree, ready to be evaluated in each of the three forms that callers want. */
export interface CompiledNode {
  readonly evaluate: Evaluator;
  /** The value when it depends on nothing; absent for sets, which a TemplateValue cannot express. */
  readonly constant?: TemplateValue;
  readonly attribute: (scope: Scope) => AttributeValue;
  /** DynamoDB JSON text of the attribute. */
  readonly pieces: Pieces;
  readonly uses: Uses;
}

export function constantNode(constant: TemplateValue): CompiledNode {
  const attribute = attributeOf(constant);
  return {
    constant,
    evaluate: () => constant,
    attribute: () => attribute,
    pieces: [wireTextOf(constant)],
    uses: usesNothing,
  };
}

export function textNode({ value, uses, escaped }: CompiledText): CompiledNode {
  if (value.constant !== undefined) return constantNode(value.constant);
  const { evaluate } = value;
  return {
    evaluate,
    attribute: scope => attributeOf(evaluate(scope)),
    pieces: escaped === undefined ? typedPieces(value) : ['{"S":"', ...escaped, '"}'],
    uses,
  };
}

/** JSON text by the type that is known beforehand. */
function typedPieces(value: Compiled): Pieces {
  switch (value.type) {
    case "number": {
      const { evaluate } = value;
      return ['{"N":"', scope => numberText(evaluate(scope)), '"}'];
    }
    case "plain":
      return ['{"S":"', value.evaluate, '"}'];
    case "string": {
      const { evaluate } = value;
      return ['{"S":', scope => quoted(evaluate(scope)), "}"];
    }
    case "boolean": {
      const { evaluate } = value;
      return ['{"BOOL":', scope => `${evaluate(scope)}`, "}"];
    }
    case "bytes": {
      const { evaluate } = value;
      return ['{"B":"', scope => base64Of(evaluate(scope)), '"}'];
    }
    case "any": {
      const { evaluate } = value;
      return [scope => wireTextOf(evaluate(scope))];
    }
  }
}

export function listNode(members: readonly CompiledNode[]): CompiledNode {
  const constants = members.flatMap(({ constant }) => (constant === undefined ? [] : [constant]));
  if (constants.length === members.length) return constantNode(constants);
  return {
    evaluate: scope => members.map(member => member.evaluate(scope)),
    attribute: scope => ({ L: members.map(member => member.attribute(scope)) }),
    pieces: ['{"L":[', ...separated(members.map(member => member.pieces)), "]}"],
    uses: allUses(members.map(({ uses }) => uses)),
  };
}

export function mapNode(members: ReadonlyMap<string, CompiledNode>): CompiledNode {
  const constants = new Map<string, TemplateValue>();
  for (const [name, { constant }] of members) {
    if (constant !== undefined) constants.set(name, constant);
  }
  if (constants.size === members.size) return constantNode(constants);
  const pieces = mapPieces(members);
  return {
    evaluate: scope =>
      new Map([...members].map(([name, member]) => [name, member.evaluate(scope)] as const)),
    attribute: scope => ({ M: mapAttribute(members, scope) }),
    pieces: ['{"M":', ...pieces, "}"],
    uses: allUses([...members.values()].map(({ uses }) => uses)),
  };
}

/** The members of a map as JSON text, braces included. */
export function mapPieces(members: ReadonlyMap<string, CompiledNode>): Pieces {
  const named = [...members].map(([name, { pieces }]) => [`${quoted(name)}:`, ...pieces]);
  return ["{", ...separated(named), "}"];
}

export function mapAttribute(
  members: ReadonlyMap<string, CompiledNode>,
  scope: Scope,
): Record<string, AttributeValue> {
  const map: Record<string, AttributeValue> = Object.create(null);
  for (const [name, member] of members) map[name] = member.attribute(scope);
  return map;
}

/** A set: its attribute is not the one that its TemplateValue would have. */
export function setNode(
  members: CompiledNode,
  toSet: (members: AttributeValue) => AttributeValue,
): CompiledNode {
  const { evaluate } = members;
  const attribute = (scope: Scope) => toSet(members.attribute(scope));
  const wire = (scope: Scope) => JSON.stringify(attribute(scope));
  const constant = members.constant !== undefined;
  return { evaluate, attribute, pieces: [constant ? wire(nowhere) : wire], uses: members.uses };
}

function separated(lists: readonly Pieces[]): Pieces {
  return lists.flatMap((pieces, at) => (at === 0 ? pieces : [",", ...pieces]));
}
