import type { AttributeValue } from "../values/attribute.ts";

const hole = "<…>";
/** A character of no key, for what is surely no word. */
const cut = "\u0000";
const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const moment =
  /\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g;
/** Signs that designs put between the parts of a key, and words in front of an id: `user-7`. */
const parts = /[#|:/]|(?:(?<![^#|:/])\p{L}+[-_](?=[^#|:/]*[\d\0]))|[^#|:/]+/gu;
const word = /^[\p{L}_-]+$/u;
const capitals = /^[\p{Lu}_-]+$/u;
/** Words of one place in a key; where there are more, they are ids. */
const mostWords = 10;

interface Place {
  count: number;
  readonly below: Map<string, Place>;
}

/**
 * Templates of keys such as `USER#<…>`: numbers, UUIDs, dates and ids are replaced. A word is a part
 * of the design when it is in capitals or stands in several of the keys, and there are few of them
 * at its place.
 * @returns a template for each of the values, in their order
 */
export function keyTemplates(values: readonly (AttributeValue | undefined)[]): string[] {
  const root: Place = { count: 0, below: new Map() };
  const split = values.map(value => (value && "S" in value ? partsOf(value.S) : undefined));
  for (const each of split) {
    let place = root;
    for (const part of each ?? []) {
      const next = place.below.get(part) ?? { count: 0, below: new Map() };
      place.below.set(part, next);
      next.count += 1;
      place = next;
    }
  }
  const known = new Map<Place, ReadonlySet<string>>();
  const template = (each: readonly string[]): string => {
    let place: Place | undefined = root;
    let text = "";
    for (const part of each) {
      if (place !== undefined && !known.has(place)) known.set(place, wordsOf(place));
      const kept: boolean =
        !isWord(part) || (place !== undefined && known.get(place)?.has(part) === true);
      text += kept && part !== cut ? part : hole;
      place = place?.below.get(part);
    }
    return text.replaceAll(/(?:<…>)+/g, hole);
  };
  return split.map((each, at) => (each ? template(each) : values[at] === undefined ? "–" : hole));
}

/** The words at a place that belong to the design. */
function wordsOf({ below }: Place): ReadonlySet<string> {
  const words = [...below].filter(([part]) => isWord(part));
  if (words.length > mostWords) return new Set();
  return new Set(
    words.flatMap(([part, { count }]) => (capitals.test(part) || count > 1 ? [part] : [])),
  );
}

function isWord(part: string): boolean {
  return word.test(part);
}

function partsOf(text: string): string[] {
  const found = text.replaceAll(uuid, cut).replaceAll(moment, cut).match(parts) ?? [];
  return found.map(part => (isWord(part) || /^[#|:/]$/.test(part) ? part : cut));
}
