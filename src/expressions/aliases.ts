import type { AttributeValue } from "../values/attribute.ts";
import type { Parameter, Path } from "./ast.ts";

/** The request members that go with aliased expressions; absent when empty, as DynamoDB wants. */
export interface AliasMembers<Value> {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Value>;
}

/**
 * One set of aliases for all the expressions of one request: `#n0` for names, `:v0` for values,
 * the same one for the same thing. Each `${…}` is a thing of its own: two that read the same may be
 * filled with different values.
 */
export class Aliases {
  readonly #nameAliases = new Map<string, string>();
  readonly #valueAliases = new Map<string | Parameter, string>();
  readonly #names = new Map<string, string>();
  readonly #values = new Map<string, AttributeValue | Parameter>();

  /** Alias → attribute name. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** Alias → value. */
  get values(): ReadonlyMap<string, AttributeValue | Parameter> {
    return this.#values;
  }

  /** `#n0.#n1[3]` */
  path([first, ...steps]: Path): string {
    let text = this.name(first);
    for (const step of steps)
      text += typeof step === "number" ? `[${step}]` : `.${this.name(step)}`;
    return text;
  }

  name(name: string): string {
    const known = this.#nameAliases.get(name);
    if (known !== undefined) return known;
    const alias = `#n${this.#names.size}`;
    this.#nameAliases.set(name, alias);
    this.#names.set(alias, name);
    return alias;
  }

  value(value: AttributeValue | Parameter): string {
    const identity = isParameter(value) ? value : JSON.stringify(value);
    const known = this.#valueAliases.get(identity);
    if (known !== undefined) return known;
    const alias = `:v${this.#values.size}`;
    this.#valueAliases.set(identity, alias);
    this.#values.set(alias, value);
    return alias;
  }

  /** The members for a request without `${…}`; throws when there is one. */
  members(): AliasMembers<AttributeValue>;
  /** The members with what `fill` gives for each `${…}`. */
  members<Filled>(fill: (parameter: Parameter) => Filled): AliasMembers<AttributeValue | Filled>;
  members<Filled>(fill?: (parameter: Parameter) => Filled): AliasMembers<AttributeValue | Filled> {
    const members: AliasMembers<AttributeValue | Filled> = {};
    if (this.#names.size > 0) members.ExpressionAttributeNames = Object.fromEntries(this.#names);
    if (this.#values.size > 0) {
      members.ExpressionAttributeValues = Object.fromEntries(
        Array.from(this.#values, ([alias, value]) => {
          if (!isParameter(value)) return [alias, value];
          if (fill === undefined) throw new TypeError(`nothing fills ${value.source}`);
          return [alias, fill(value)];
        }),
      );
    }
    return members;
  }
}

function isParameter(value: AttributeValue | Parameter): value is Parameter {
  return "kind" in value;
}
