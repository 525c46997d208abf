import { Chalk } from "chalk";

/** Colour as a second signal; every text also says in words what its colour means. */
export interface Paint {
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

export function paint(colored: boolean): Paint {
  return new Chalk({ level: colored ? 1 : 0 });
}

/**
 * Whether a stream is coloured: not with --no-color; else always with FORCE_COLOR, and on a terminal
 * that can, unless NO_COLOR asks for none (https://no-color.org).
 */
export function isColored(
  isTTY: boolean,
  wanted: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (!wanted) return false;
  if ((env.FORCE_COLOR ?? "0") !== "0") return true;
  return isTTY && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
}
