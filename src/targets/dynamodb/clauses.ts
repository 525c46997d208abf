import type { Hole } from "../../dynamodb/request.ts";
import { Aliases, type AliasMembers } from "../../expressions/aliases.ts";
import type { Condition, Parameter, Projection, Update } from "../../expressions/ast.ts";
import { renderCondition, renderProjection, renderUpdate } from "../../expressions/render.ts";
import type { Parameters } from "../../scenario/scenario.ts";
import type { ValueTemplate } from "../../template/template.ts";
import type { AttributeValue } from "../../values/attribute.ts";

/** The expressions of one request, and the aliases that they share. */
export class Clauses {
  readonly #aliases = new Aliases();
  readonly #parameters: Parameters | undefined;

  constructor(parameters?: Parameters) {
    this.#parameters = parameters;
  }

  condition(condition: Condition | undefined): string | undefined {
    return condition && renderCondition(condition, this.#aliases);
  }

  projection(projection: Projection | undefined): string | undefined {
    return projection && renderProjection(projection, this.#aliases);
  }

  update(update: Update): string {
    return renderUpdate(update, this.#aliases);
  }

  /** The request's members for the names and values of the expressions rendered so far. */
  members(): AliasMembers<AttributeValue | Hole> {
    return this.#aliases.members(parameter => this.#hole(parameter));
  }

  #hole(parameter: Parameter): Hole {
    const template = this.#parameters?.get(parameter);
    if (template === undefined) throw new TypeError(`no template for ${parameter.source}`);
    return valueHole(template);
  }
}

/** A place for one attribute value. */
export function valueHole(template: ValueTemplate): Hole {
  return {
    hole: true,
    wire: scope => template.toWire(scope),
    value: scope => template.toAttributeValue(scope),
  };
}
