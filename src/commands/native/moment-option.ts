import { momentForm, parseMoment } from "../../config/moment.ts";
import { DynError } from "../../errors.ts";

/** The moment that an option names, in milliseconds since 1970; undefined without it. */
export function momentOption(
  option: string,
  text: string | undefined,
  nowMs: number,
): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseMoment(text, nowMs);
  if (ms !== undefined) return ms;
  throw new DynError("usage", `${option} "${text}" is no moment`, {
    hint: `it takes ${momentForm}`,
  });
}
