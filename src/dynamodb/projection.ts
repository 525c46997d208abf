import { emptyItem, type Item } from "../values/attribute.ts";
import type { WireInput } from "./request.ts";

/** A reading that brings the key attributes along, wanted or not. */
export interface Keyed {
  readonly input: WireInput;
  readonly keys: readonly string[];
  /** Takes away what the user did not ask for. */
  strip(item: Item): Item;
}

/** Adds the key attributes to a ProjectionExpression that lacks them; two paths must not overlap. */
export function withKeys(input: WireInput, keys: readonly string[]): Keyed {
  const { ProjectionExpression: projection } = input;
  if (typeof projection !== "string") return { input, keys, strip: item => item };
  const names = { ...(input.ExpressionAttributeNames as Record<string, string> | undefined) };
  const projected = new Set(
    projection.split(",").map(path => {
      const name = path.trim();
      return names[name] ?? name;
    }),
  );
  const added = keys.filter(key => !projected.has(key));
  if (added.length === 0) return { input, keys, strip: item => item };
  const aliases = added.map((key, position) => {
    const alias = `#dynKey${position}`;
    names[alias] = key;
    return alias;
  });
  return {
    input: {
      ...input,
      ProjectionExpression: [projection, ...aliases].join(", "),
      ExpressionAttributeNames: names,
    },
    keys,
    strip: item => without(item, added),
  };
}

function without(item: Item, names: readonly string[]): Item {
  const kept = emptyItem();
  for (const [name, value] of Object.entries(item)) {
    if (!names.includes(name)) kept[name] = value;
  }
  return kept;
}
