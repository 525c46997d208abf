import type { Slot, Source } from "./values.ts";

/** Where texts, or bytes, that begin with a prefix begin, and where they end; NULL for what is neither. */
export function prefixSlots(source: Source, kind: "S" | "B"): readonly [from: Slot, to: Slot] {
  if (kind === "B") {
    return [
      scope => bytesIn(source.evaluate(scope)),
      scope => {
        const prefix = bytesIn(source.evaluate(scope));
        return prefix && afterBytes(prefix);
      },
    ];
  }
  return [
    scope => textIn(source.evaluate(scope)),
    scope => {
      const prefix = textIn(source.evaluate(scope));
      return prefix === null ? null : afterText(prefix);
    },
  ];
}

function textIn(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function bytesIn(value: unknown): Uint8Array | null {
  return value instanceof Uint8Array ? value : null;
}

const lastPoint = 0x10_ffff;
/** A noncharacter, which no text begins with. */
const afterAll = String.fromCodePoint(lastPoint);

/** The first text, by bytes of UTF-8, after all that begin with the prefix. */
export function afterText(prefix: string): string {
  const points = [...prefix];
  for (;;) {
    const point = points.pop()?.codePointAt(0);
    if (point === undefined) return afterAll;
    if (point === lastPoint) continue;
    // UTF-8 has no surrogates.
    const next = point === 0xd7ff ? 0xe000 : point + 1;
    return points.join("") + String.fromCodePoint(next);
  }
}

/** More bytes than any key has. */
const longestBytes = 2_049;

/** The same for bytes. */
export function afterBytes(prefix: Uint8Array): Uint8Array {
  const last = prefix.findLastIndex(byte => byte < 0xff);
  if (last < 0) return new Uint8Array(longestBytes).fill(0xff);
  const next = Uint8Array.from(prefix.subarray(0, last + 1));
  next[last] = (prefix[last] ?? 0) + 1;
  return next;
}
