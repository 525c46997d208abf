// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { Aliases } from "../../src/expressions/aliases.ts";
import type { Condition } from "../../src/expressions/ast.ts";
import { parseCondition } from "../../src/expressions/parse.ts";
import { renderCondition } from "../../src/expressions/render.ts";
import type { Attributes } from "../../src/scenario/attributes.ts";
import type { Entity, Parameters } from "../../src/scenario/scenario.ts";
import type { TableSchema } from "../../src/schema/schema.ts";
import type { Scope, TemplateValue } from "../../src/template/scope.ts";
import {
  compileItem,
  compileValue,
  type TemplateOptions,
  type ValueTemplate,
} from "../../src/template/template.ts";

const strict: Pick<TemplateOptions, "onProblem"> = {
  onProblem: ({ message, path }) => {
    throw new Error(`${path.join(".")}: ${message}`);
  },
};

export function schemaOf(table: string, sortType: "S" | "N" = "S"): TableSchema {
  return {
    table,
    key: { partition: [{ name: "Owner", type: "S" }], sort: [{ name: "Id", type: sortType }] },
    billing: { kind: "on-demand" },
    indexes: [],
    localIndexes: [],
    tags: new Map(),
  };
}

/** What the items of these tests have besides their keys. */
export const attributes: Attributes = new Map([
  ["Note", "S"],
  ["Text", "S"],
  ["More", "S"],
  ["Count", "N"],
  ["Long", "N"],
  ["Small", "N"],
  ["Balance", "N"],
  ["Quantity", "N"],
  ["Bytes", "B"],
  ["Flag", "BOOL"],
  ["Nothing", "document"],
  ["List", "document"],
  ["Map", "document"],
]);

/** Ten items for each owner; `Id` falls together for every fiftieth. */
export function entityOf(
  table: string,
  item: Readonly<Record<string, unknown>> = {
    Owner: "owner-${floor(i / 10)}",
    Id: "id-${pad(i % 50, 4)}",
    Note: 'quoted "${text(12)}" \\ é 🙂',
    Count: "${i}",
  },
): Entity {
  return {
    name: "thing",
    table,
    count: 50,
    item: compileItem(item, { stream: "thing", ...strict }),
  };
}

export function scopeOf(
  index: number,
  more: {
    readonly indexes?: readonly number[];
    readonly vars?: Readonly<Record<string, TemplateValue>>;
  } = {},
): Scope {
  return { seed: 1, index, vars: {}, now: () => 1_700_000_000_000, ...more };
}

export const range = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, position) => first + position);

export const uniform = { kind: "uniform" } as const;

/** A condition with `${name}` for variables, and their templates. */
export function openCondition(
  text: string,
  variables: readonly string[],
): { readonly condition: Condition; readonly parameters: Parameters } {
  const condition = parseCondition(text, { parameters: true });
  const aliases = new Aliases();
  renderCondition(condition, aliases);
  const parameters: Parameters = new Map(
    [...aliases.values.values()]
      .filter(value => "kind" in value)
      .map(each => [each, compileValue(each.source, { stream: "where", variables, ...strict })]),
  );
  return { condition, parameters };
}

/** The template of one value. */
export function templateOf(tree: unknown, variables: readonly string[] = []): ValueTemplate {
  return compileValue(tree, { stream: "value", variables, ...strict });
}
