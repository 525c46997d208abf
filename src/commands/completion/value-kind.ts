import { Argument, type Command, type Option } from "commander";

/** What a value names, as far as it can be looked up. */
export type ValueKind =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "target" | "table" | "index" | "place" }
  /** Files with one of these extensions; of any kind when there is none. */
  | { readonly kind: "file"; readonly extensions: readonly string[] };

const yaml = ["yaml", "yml"];
/** A table's file may also be a CloudFormation template or a reply of AWS's. */
const schema = ["yaml", "yml", "json", "template"];

/** By an option's name, where the word for its value tells too little. */
const byOption: Readonly<Record<string, ValueKind>> = {
  "--target": { kind: "target" },
  "--index": { kind: "index" },
  "--template": { kind: "file", extensions: yaml },
  "--scenario": { kind: "file", extensions: yaml },
  "--tls-cert": { kind: "file", extensions: ["pem", "crt"] },
  "--tls-key": { kind: "file", extensions: ["pem", "key"] },
  "--keys": { kind: "file", extensions: ["json"] },
  "--schema": { kind: "file", extensions: schema },
};

/** By the word that stands for the value in help: `<table>`, `[file]`. */
const byWord: Readonly<Record<string, ValueKind>> = {
  table: { kind: "table" },
  a: { kind: "place" },
  b: { kind: "place" },
  schema: { kind: "file", extensions: schema },
  scenario: { kind: "file", extensions: yaml },
  result: { kind: "file", extensions: ["json"] },
  file: { kind: "file", extensions: [] },
};

/** The same within a noun, as in `dyn table describe <name>`. */
const byNoun: Readonly<Record<string, Readonly<Record<string, ValueKind>>>> = {
  table: { name: { kind: "table" }, file: { kind: "file", extensions: schema } },
};

/** What is known of a value by how its command declares it; undefined when anything may stand there. */
export function valueKindOf(of: Option | Argument, command: Command): ValueKind | undefined {
  const choices = of.argChoices;
  if (choices !== undefined) return { kind: "choices", choices };
  if (of instanceof Argument) {
    const noun = command.parent?.name() ?? "";
    return byNoun[noun]?.[of.name()] ?? byWord[of.name()];
  }
  const [, word = ""] = /<([^>…]+)…?>/.exec(of.flags) ?? [];
  return byOption[of.long ?? ""] ?? byWord[word];
}
