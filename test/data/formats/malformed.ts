import fc from "fast-check";

const pieces = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  " ",
  "\n",
  "\u0000",
  "0",
  "-",
  ".",
  "e",
  "1",
];
const rare = [
  "\\u0024",
  "\\ud83d",
  "\\udc00",
  "\\x",
  "$",
  "$b",
  "__proto__",
  "tru",
  "null",
  "😀",
  "é",
];

/** Texts with a few characters taken out, put in, doubled or cut off. */
export function malformed(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(),
    removed: fc.nat({ max: 3 }),
    added: fc.constantFrom("", ...pieces, ...rare),
    doubled: fc.nat({ max: 12 }),
  });
  return fc.tuple(texts, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) => {
    let changed = text;
    for (const { at, removed, added, doubled } of edits) {
      const start = at % (changed.length + 1);
      const again = changed.slice(start, start + doubled);
      changed = changed.slice(0, start) + again + added + changed.slice(start + removed);
    }
    return Buffer.from(changed).toString();
  });
}

export function outcome<T>(run: () => T): { readonly value: T } | { readonly failed: true } {
  try {
    return { value: run() };
  } catch {
    return { failed: true };
  }
}
