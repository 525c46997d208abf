import { DynError } from "../../../errors.ts";

/** Throws for the first name that an engine would refuse, or cut off. */
export function refuseLongNames(
  names: readonly string[],
  fits: (name: string) => boolean,
  why: string,
): void {
  const long = names.find(name => !fits(name));
  if (long === undefined) return;
  throw new DynError("invalid", `${JSON.stringify(long)} is too long: ${why}`, {
    hint: "an index is called by its table's name and its own: shorten one of them",
  });
}
