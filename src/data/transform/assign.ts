import { DynError } from "../../errors.ts";
import type { Path } from "../../expressions/ast.ts";
import { type AttributeValue, attributeOf, emptyItem, type Item } from "../../values/attribute.ts";

/** What stands at a path; undefined when nothing does. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  const [name, ...steps] = path;
  let value = attributeOf(item, name);
  for (const step of steps) {
    if (value === undefined) return undefined;
    if (typeof step === "number") value = "L" in value ? value.L[step] : undefined;
    else value = "M" in value ? attributeOf(value.M, step) : undefined;
  }
  return value;
}

/** A copy of the item with a value at the path; as in DynamoDB, what is before the last step must be there. */
export function assigned(item: Item, [name, ...steps]: Path, value: AttributeValue): Item {
  const whole: Path = [name, ...steps];
  const copy: Item = Object.assign(emptyItem(), item);
  copy[name] = within(attributeOf(item, name), steps, value, whole);
  return copy;
}

/** `Address.City`, `Tags[0]` */
export function pathText([name, ...steps]: Path): string {
  return name + steps.map(step => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
}

function within(
  container: AttributeValue | undefined,
  [step, ...steps]: readonly (string | number)[],
  value: AttributeValue,
  whole: Path,
): AttributeValue {
  if (step === undefined) return value;
  if (typeof step === "string" && container !== undefined && "M" in container) {
    const members: Item = Object.assign(emptyItem(), container.M);
    members[step] = within(attributeOf(container.M, step), steps, value, whole);
    return { M: members };
  }
  if (typeof step === "number" && container !== undefined && "L" in container) {
    const elements = [...container.L];
    // DynamoDB appends what is set past the end.
    const at = Math.min(step, elements.length);
    elements[at] = within(elements[at], steps, value, whole);
    return { L: elements };
  }
  throw new DynError("invalid", `cannot set ${pathText(whole)}: the item has nothing to hold it`);
}
