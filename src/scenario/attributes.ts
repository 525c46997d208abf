import { DynError } from "../errors.ts";
import type { Parameter, Update, UpdateValue } from "../expressions/ast.ts";
import { templateMapOf } from "../template/of-attribute.ts";
import type { Scope, TemplateValue } from "../template/scope.ts";
import type { ValueTemplate } from "../template/template.ts";
import type { AttributeValue } from "../values/attribute.ts";
import type { Entity, Operation, Scenario } from "./scenario.ts";
import { singleActionsOf } from "./single-actions.ts";

/** What a column of a table with columns holds; a document is a list, a map, a set, or of mixed kinds. */
export type AttributeKind = "S" | "N" | "B" | "BOOL" | "document";

/** The attributes of a table's items, by their names. */
export type Attributes = ReadonlyMap<string, AttributeKind>;

/** Items looked at of an entity: the first ones and the last; more would tell little more. */
const samples = 100;

/**
 * The attributes that a scenario gives a table's items, as its entities make them and its updates set
 * them. What is null in some item, or of several kinds, is a document, and so is what nothing tells
 * before a run. What statements write is not among them.
 */
export function attributesOf(scenario: Scenario, table: string): Attributes {
  const kinds = new Kinds();
  for (const entity of scenario.entities) {
    if (entity.table === table) addItems(kinds, entity, scenario.seed);
  }
  const key = scenario.tables.find(each => each.table === table);
  const updates = scenario.operations.flatMap(operation =>
    updatesIn(operation, table, scenario.seed),
  );
  // Twice: an attribute that is set to another one may come before what tells that one's kind.
  for (const { update, evaluate } of [...updates, ...updates]) addUpdate(kinds, update, evaluate);
  const known = kinds.all();
  for (const { key: of } of key === undefined ? [] : [key, ...key.indexes, ...key.localIndexes]) {
    for (const { name, type } of [...of.partition, ...of.sort]) {
      if (known.has(name)) known.set(name, type);
    }
  }
  return known;
}

/** What is known of attributes' kinds so far; undefined is an attribute that there is, of any kind. */
class Kinds {
  readonly #kinds = new Map<string, AttributeKind | undefined>();

  add(name: string, kind: AttributeKind | undefined): void {
    const before = this.#kinds.get(name);
    const both = kind === undefined || before === undefined || before === kind;
    this.#kinds.set(name, both ? (kind ?? before) : "document");
  }

  of(name: string): AttributeKind | undefined {
    return this.#kinds.get(name);
  }

  all(): Map<string, AttributeKind> {
    return new Map(Array.from(this.#kinds, ([name, kind]) => [name, kind ?? "document"]));
  }
}

function addItems(kinds: Kinds, { item, count }: Entity, seed: number): void {
  const indexes = new Set([...Array(samples).keys(), Math.max(0, count - 1)]);
  for (const [name, template] of item.attributes) {
    for (const index of indexes) kinds.add(name, madeKind(template, scopeAt(seed, index)));
  }
}

function addUpdate(kinds: Kinds, update: Update, evaluate: Evaluate): void {
  for (const clause of update) {
    const [name, ...within] = clause.path;
    if (within.length > 0) {
      kinds.add(name, "document");
    } else if (clause.kind === "set") {
      kinds.add(name, kindOf(clause.value, kinds, evaluate));
    } else if (clause.kind === "add") {
      kinds.add(name, kindOf(clause.value, kinds, evaluate) === "N" ? "N" : "document");
    }
  }
}

function kindOf(value: UpdateValue, kinds: Kinds, evaluate: Evaluate): AttributeKind | undefined {
  switch (value.kind) {
    case "literal":
      return kindOfValue(value.value);
    case "parameter":
      return evaluate(value);
    case "path":
      return value.path.length === 1 ? kinds.of(value.path[0]) : undefined;
    case "size":
    case "add":
    case "subtract":
      return "N";
    case "if_not_exists":
      return kindOf(value.otherwise, kinds, evaluate);
    case "list_append":
      return "document";
    default:
      return value satisfies never;
  }
}

/** The kind of what a template in an expression gives; undefined when only a run knows. */
type Evaluate = (parameter: Parameter) => AttributeKind | undefined;

interface TakenUpdate {
  readonly update: Update;
  readonly evaluate: Evaluate;
}

/** An operation's updates of a table, with the first draw's variables, and item 0 for what it gets. */
function updatesIn(operation: Operation, table: string, seed: number): readonly TakenUpdate[] {
  const updates = singleActionsOf(operation).flatMap(action =>
    action.kind === "update" && action.entity.table === table ? [action] : [],
  );
  if (updates.length === 0) return [];
  const vars = variablesOf(operation, seed);
  return updates.map(({ update, parameters }) => ({
    update,
    evaluate: parameter => {
      const template = parameters?.get(parameter);
      return template && madeKind(template, scopeAt(seed, 0, vars));
    },
  }));
}

function variablesOf({ vars, action }: Operation, seed: number): Scope["vars"] {
  const values: Record<string, TemplateValue> = Object.create(null);
  const scope = scopeAt(seed, 0, values);
  for (const { name, value } of vars) {
    const made = attempt(() => value.evaluate(scope));
    if (made !== undefined) values[name] = made;
  }
  if (action.kind !== "flow") return values;
  for (const { as, action: step } of action.steps) {
    if (as === undefined || step.kind !== "get") continue;
    const item = attempt(() => step.entity.item.toItem(scope));
    if (item !== undefined) values[as] = templateMapOf(item);
  }
  return values;
}

function madeKind(template: ValueTemplate, scope: Scope): AttributeKind | undefined {
  const value = attempt(() => template.toAttributeValue(scope));
  return value && kindOfValue(value);
}

function kindOfValue(value: AttributeValue): AttributeKind {
  if ("S" in value) return "S";
  if ("N" in value) return "N";
  if ("B" in value) return "B";
  return "BOOL" in value ? "BOOL" : "document";
}

function scopeAt(seed: number, index: number, vars: Scope["vars"] = Object.create(null)): Scope {
  return { seed, index, vars, now: () => 0 };
}

/** Undefined for what this scope cannot give: the mistakes of a scenario have been found before. */
function attempt<T>(evaluate: () => T): T | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    return undefined;
  }
}
