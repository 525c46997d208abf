import { Problems } from "../../config/validate.ts";
import { parseYaml } from "../../config/yaml-file.ts";
import { DynError } from "../../errors.ts";
import { anyVariable } from "../../template/compile.ts";
import { templateMapOf, templateValueOf } from "../../template/of-attribute.ts";
import type { Scope, TemplateValue } from "../../template/scope.ts";
import { compileValue } from "../../template/template.ts";
import { type AttributeValue, attributeOf, emptyItem, type Item } from "../../values/attribute.ts";
import type { Change } from "./change.ts";

/** A part of an item, made of the item that comes in. */
type Part = (item: Item, line: number) => AttributeValue;

/**
 * Makes each item anew by a YAML file of attributes, whose `${…}` see the attributes of the item that
 * comes in, and all of them as `item`. An attribute that stands alone, `${Tags}`, is taken as it is,
 * whatever its type. Throws an "invalid" error with every mistake of the file.
 */
export function templating(text: string, file: string, now: () => number): Change {
  const yaml = parseYaml(text, file);
  const problems = new Problems(yaml);
  const { data } = yaml;
  if (!isMap(data) || Object.keys(data).length === 0) {
    problems.add([], "no attributes here", {
      hint: `a template is a map of attributes, such as "UserId: user-\${id}"`,
    });
  }
  const part = isMap(data) ? mapPart(data, [], problems, now) : undefined;
  problems.throwIfAny();
  return (item, line) => {
    const made = part?.(item, line);
    return made !== undefined && "M" in made ? made.M : item;
  };
}

type Path = readonly (string | number)[];

/** `${Tags}` and nothing else. */
const alone = /^\$\{\s*([A-Za-z_]\w*)\s*\}$/;

function partOf(tree: unknown, path: Path, problems: Problems, now: () => number): Part {
  if (isMap(tree)) {
    const [name, ...others] = Object.keys(tree);
    const isTagged = name?.startsWith("$") === true && others.length === 0;
    if (!isTagged) return mapPart(tree, path, problems, now);
  }
  if (Array.isArray(tree)) {
    const parts = tree.map((member, at) => partOf(member, [...path, at], problems, now));
    return (item, line) => ({ L: parts.map(part => part(item, line)) });
  }
  const whole = typeof tree === "string" ? alone.exec(tree)?.[1] : undefined;
  if (whole !== undefined && anyVariable.has(whole) && whole !== "item") return copied(whole);
  const template = compileValue(tree, {
    stream: "item",
    variables: anyVariable,
    onProblem: ({ path: inner, message, key, offset, hint }) =>
      problems.add([...path, ...inner], message, {
        key,
        offset,
        ...(hint !== undefined && { hint }),
      }),
  });
  const names = [...template.variables].filter(name => anyVariable.has(name));
  return (item, line) => template.toAttributeValue(scopeOf(item, names, line, now));
}

function mapPart(tree: Tree, path: Path, problems: Problems, now: () => number): Part {
  const parts = Object.entries(tree).map(
    ([name, member]) => [name, partOf(member, [...path, name], problems, now)] as const,
  );
  return (item, line) => {
    const members = emptyItem();
    for (const [name, part] of parts) members[name] = part(item, line);
    return { M: members };
  };
}

function copied(name: string): Part {
  return item => {
    const value = attributeOf(item, name);
    if (value !== undefined) return value;
    throw new DynError("invalid", `the item has no ${name}`);
  };
}

function scopeOf(item: Item, names: readonly string[], line: number, now: () => number): Scope {
  const vars: Record<string, TemplateValue> = Object.create(null);
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value !== undefined) vars[name] = templateValueOf(value);
    else if (name === "item") vars.item = templateMapOf(item);
  }
  return { seed: 0, index: Math.max(0, line - 1), vars, now };
}

type Tree = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
