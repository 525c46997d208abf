import { DynError } from "../errors.ts";
import type { AttributeValue } from "../values/attribute.ts";
import { parsePlain } from "../values/plain.ts";

/** What begins so means to be JSON, and is no text when it is none. */
const meantAsJson = /^\s*(?:[{["]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$)/;
const jsonWord = /^\s*(?:true|false|null)\s*$/;

/**
 * The value of a `--param`: plain JSON, with all its digits; what is no JSON, such as `user-7` or
 * `2026-11-21`, is text. Something that opens as JSON and is broken is no text: it is refused.
 * @throws DynError "invalid"
 */
export function parameterValue(text: string): AttributeValue {
  if (!meantAsJson.test(text) && !jsonWord.test(text)) return { S: text };
  try {
    return parsePlain(text, "--param");
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    throw new DynError(error.kind, error.message, {
      hint: `${error.hint === undefined ? "" : `${error.hint}\n`}for text, whatever it looks like, use --text`,
    });
  }
}
