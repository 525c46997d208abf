import { Option } from "commander";

/** A transform as the user typed it. */
export interface Step {
  readonly kind: "rename" | "set" | "template";
  readonly text: string;
}

/** The options that change items on their way; their steps stand in the order in which they were typed. */
export function transformOptions(): {
  readonly options: readonly Option[];
  readonly steps: readonly Step[];
} {
  const steps: Step[] = [];
  const add = (kind: Step["kind"]) => (text: string) => {
    steps.push({ kind, text });
    return text;
  };
  const options = [
    new Option("--rename <old=new>", "give an attribute another name").argParser(add("rename")),
    new Option(
      "--set <assignments>",
      "set attributes, such as \"Status = 'new', Total = Price + Tax\"",
    ).argParser(add("set")),
    new Option(
      "--template <file>",
      "make each item by this template, with its attributes as variables",
    ).argParser(add("template")),
  ];
  return { options, steps };
}
