/** A block of HCL, the language of Terraform. Members that are undefined are left out. */
export interface Block {
  /** `resource "aws_dynamodb_table" "users"`, or a type alone. */
  readonly head: string;
  readonly attributes: Readonly<Record<string, HclValue | undefined>>;
  readonly blocks?: readonly Block[];
}

export type HclValue =
  | string
  | number
  | boolean
  | readonly string[]
  | ReadonlyMap<string, string>
  | Reference;

/** A reference to another resource, such as `aws_dynamodb_table.users.name`. */
export interface Reference {
  readonly reference: string;
}

/** A block as `terraform fmt` would have it. */
export function hclText({ head, attributes, blocks = [] }: Block): string {
  const given = Object.entries(attributes).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, valueText(value)]],
  );
  const width = Math.max(0, ...given.map(([name]) => name.length));
  const lines = given.map(([name, text]) => `${name.padEnd(width)} = ${text}`);
  const inner = [...(lines.length > 0 ? [lines.join("\n")] : []), ...blocks.map(hclText)];
  return `${head} {\n${indented(inner.join("\n\n"))}\n}`;
}

function valueText(value: HclValue): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object") return String(value);
  if ("reference" in value) return value.reference;
  if (!isMap(value)) return `[${value.map(quoted).join(", ")}]`;
  const names = [...value.keys()].map(quoted);
  const width = Math.max(0, ...names.map(name => name.length));
  const lines = [...value.values()].map(
    (text, at) => `${(names[at] ?? "").padEnd(width)} = ${quoted(text)}`,
  );
  return `{\n${indented(lines.join("\n"))}\n}`;
}

function isMap(
  value: readonly string[] | ReadonlyMap<string, string>,
): value is ReadonlyMap<string, string> {
  return value instanceof Map;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A string, in which `${` and `%{` begin no template. */
function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"\p{Cc}\u2028\u2029]/gu, char => escapes[char] ?? unicode(char))
    // Of `$${` the first would take the second for the escape of a template's beginning.
    .replace(/[$%](?=[$%]*\{)/g, (char, at: number, all: string) =>
      all[at + 1] === "{" ? char + char : unicode(char),
    );
  return `"${escaped}"`;
}

function unicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
