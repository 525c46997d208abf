import { InvalidArgumentError } from "commander";

/** Parses an option's whole number within bounds; the error names them. */
export function wholeNumber(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return text => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    const bounds =
      most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It takes a whole number ${bounds}.`);
  };
}

/** Parses an option's amount above zero, such as `0.5` or `$2`. */
export function amount(text: string): number {
  const number = /^\$?\d+(?:\.\d+)?$/.test(text) ? Number(text.replace("$", "")) : 0;
  if (number > 0) return number;
  throw new InvalidArgumentError("It takes a number above zero.");
}

/** Collects an option that may be given several times. */
export function collected(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
