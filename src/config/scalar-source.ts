/** How a scalar is written in YAML. */
export type ScalarStyle =
  | "PLAIN"
  | "QUOTE_SINGLE"
  | "QUOTE_DOUBLE"
  | "BLOCK_LITERAL"
  | "BLOCK_FOLDED";

const escapeLengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

/**
 * Where a character of a scalar's value stands in its source, `offset` counted in the value: past
 * the quotes, escapes, indentation and line breaks that the value has not.
 */
export function offsetInSource(source: string, style: ScalarStyle, offset: number): number {
  const block = style === "BLOCK_LITERAL" || style === "BLOCK_FOLDED";
  const start = block ? source.indexOf("\n") + 1 : style === "PLAIN" ? 0 : 1;
  const indent = block ? indentAt(source, start) : Number.POSITIVE_INFINITY;
  let at = start + Math.min(indent, indentAt(source, start));
  for (let passed = 0; passed < offset && at < source.length; passed++) {
    at += lengthAt(source, at, style);
    if (source[at - 1] === "\n") at += Math.min(indent, indentAt(source, at));
  }
  return at;
}

/** How many characters of the source make the one of the value that begins here. */
function lengthAt(source: string, at: number, style: ScalarStyle): number {
  if (style === "QUOTE_SINGLE" && source.startsWith("''", at)) return 2;
  if (style === "QUOTE_DOUBLE" && source[at] === "\\") {
    return escapeLengths[source[at + 1] ?? ""] ?? 2;
  }
  if (style === "BLOCK_LITERAL") return 1;
  // A line break folds to a space, with the blanks around it; of several, the first is dropped.
  const [fold] = /^[ \t]*\n(?:[ \t]*\n)?/.exec(source.slice(at, at + 200)) ?? [];
  return fold?.length ?? 1;
}

function indentAt(source: string, at: number): number {
  let end = at;
  while (source[end] === " ") end++;
  return end - at;
}
