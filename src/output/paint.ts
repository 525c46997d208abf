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
