import { Problem } from "../problem.ts";

/** Remembers what was chosen, as callers send the same few headers over and over. */
const mostRemembered = 200;

/**
 * Chooses among media types by an Accept header, as RFC 9110 §12.5.1 says: the one with the
 * highest quality, the first of equals. Throws the 406 that names them all.
 */
export function negotiator<T extends string>(
  offered: readonly [T, ...T[]],
): (accept: string | undefined) => T {
  const chosen = new Map<string, T>();
  return accept => {
    if (accept === undefined) return offered[0];
    const known = chosen.get(accept);
    if (known !== undefined) return known;
    const best = bestOf(offered, accept);
    if (best === undefined) throw notAcceptable(offered);
    if (chosen.size < mostRemembered) chosen.set(accept, best);
    return best;
  };
}

function bestOf<T extends string>(offered: readonly T[], accept: string): T | undefined {
  const ranges = accept.split(",").map(parseRange);
  let best: T | undefined;
  let bestQuality = 0;
  for (const type of offered) {
    const quality = qualityOf(type, ranges);
    if (quality > bestQuality) [best, bestQuality] = [type, quality];
  }
  return best;
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function parseRange(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map(part => part.trim().toLowerCase());
  const weight = parameters.find(parameter => parameter.startsWith("q="));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The most specific range decides. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const group = `${type.slice(0, type.indexOf("/"))}/*`;
  for (const name of [type, group, "*/*"]) {
    const range = ranges.find(each => each.type === name);
    if (range !== undefined) return range.quality;
  }
  return 0;
}

function notAcceptable(offered: readonly string[]): Problem {
  return new Problem(406, "not-acceptable", "none of the media types in Accept can be given", {
    fix: `ask for ${offered.join(", or ")}`,
    fields: [{ field: "header.accept", detail: `there are ${offered.join(", ")}` }],
  });
}
