import { suggestion } from "../../config/suggest.ts";
import type { Path } from "../../expressions/ast.ts";
import { parseProjection } from "../../expressions/parse.ts";
import { type AttributeValue, attributeOf, type Item } from "../../values/attribute.ts";
import { typeWordOf } from "../../values/type-words.ts";
import { reading, wrong } from "./refusal.ts";

/** The members of an object of a body, and how it is called. Everything throws a Problem. */
export class Members {
  readonly field: string;
  readonly #item: Item;

  constructor(value: AttributeValue, field: string) {
    if (!("M" in value)) throw wrong(field, `must be an object, not ${typeWordOf(value)}`);
    this.#item = value.M;
    this.field = field;
  }

  get names(): readonly string[] {
    return Object.keys(this.#item);
  }

  /** Throws for a member that is not among the known. */
  checkNames(known: readonly string[]): void {
    for (const name of this.names) {
      if (known.includes(name)) continue;
      const near = suggestion(name, known) || `; there are ${known.join(", ")}`;
      throw wrong(this.fieldOf(name), `is not known${near}`);
    }
  }

  fieldOf(name: string): string {
    return `${this.field}.${name}`;
  }

  value(name: string): AttributeValue | undefined {
    return attributeOf(this.#item, name);
  }

  object(name: string): Members | undefined {
    const value = this.value(name);
    return value && new Members(value, this.fieldOf(name));
  }

  text(name: string, maxLength: number): string | undefined {
    const value = this.value(name);
    return value && textOf(value, this.fieldOf(name), maxLength);
  }

  flag(name: string): boolean {
    const value = this.value(name);
    if (value === undefined) return false;
    if ("BOOL" in value) return value.BOOL;
    throw wrong(this.fieldOf(name), `must be true or false, not ${typeWordOf(value)}`);
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if ("N" in value) return Number(value.N);
    throw wrong(this.fieldOf(name), `must be a number, not ${typeWordOf(value)}`);
  }
}

export function textOf(value: AttributeValue, field: string, maxLength: number): string {
  if (!("S" in value)) throw wrong(field, `must be text, not ${typeWordOf(value)}`);
  if (value.S === "") throw wrong(field, "is empty");
  if (value.S.length > maxLength) throw wrong(field, `has more than ${maxLength} characters`);
  return value.S;
}

export function listOf(
  value: AttributeValue,
  field: string,
  [least, most]: readonly [number, number],
): readonly AttributeValue[] {
  if (!("L" in value)) throw wrong(field, `must be a list, not ${typeWordOf(value)}`);
  const { length } = value.L;
  if (length >= least && length <= most) return value.L;
  const range = least === most ? `${least}` : `from ${least} to ${most}`;
  throw wrong(field, `must have ${range} members, not ${length}`);
}

const maxPathLength = 1024;

/** One path, such as `Address.City`. */
export function pathOf(text: string, field: string): Path {
  if (text.length > maxPathLength) throw wrong(field, `has more than ${maxPathLength} characters`);
  const [path, ...others] = reading(field, () => parseProjection(text));
  if (path === undefined || others.length > 0) throw wrong(field, "must be one path");
  return path;
}
