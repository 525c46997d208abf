import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf, Fingerprint } from "../../../src/engine/checks/fingerprint.ts";

type Entry = readonly [key: string, content: string];

const entries = fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 2 })));

function fingerprint(list: readonly Entry[]): Fingerprint {
  const print = new Fingerprint();
  for (const [key, content] of list) print.add(key, content);
  return print;
}

describe("a fingerprint", () => {
  it("does not depend on the order", () => {
    fc.assert(
      fc.property(entries, fc.func(fc.integer()), (list, order) => {
        const other = list.toSorted((a, b) => order(a) - order(b));
        expect(fingerprint(list).differing(fingerprint(other))).toEqual([]);
      }),
    );
  });

  it("differs in the bucket of what is added, changed or there twice", () => {
    fc.assert(
      fc.property(entries, fc.string(), fc.string(), (list, key, content) => {
        const print = fingerprint(list);
        const added = fingerprint([...list, [key, content]]);
        expect(print.differing(added)).toEqual([bucketOf(key)]);
        const changed = fingerprint([...list, [key, `${content}!`]]);
        expect(added.differing(changed)).toEqual([bucketOf(key)]);
      }),
    );
  });
});
