import { DynError, type Problem } from "../errors.ts";
import type { Capabilities } from "../targets/target.ts";
import { type Attributes, attributesOf } from "./attributes.ts";
import { type DocumentUse, usesOfClause, usesOfCondition, usesOfPaths } from "./document-uses.ts";
import type {
  BatchGetAction,
  BatchWriteAction,
  Check,
  Operation,
  Scenario,
  StatementAction,
} from "./scenario.ts";
import { type SingleAction, singleActionsOf } from "./single-actions.ts";

/**
 * What a scenario asks that a store cannot do, with the operation or check that asks it: known
 * before anything is set up.
 */
export function misfits(scenario: Scenario, capabilities: Capabilities): readonly Problem[] {
  const tables = new Map<string, Attributes>();
  const attributes = (table: string): Attributes => {
    const known = tables.get(table) ?? attributesOf(scenario, table);
    tables.set(table, known);
    return known;
  };
  return [
    ...scenario.operations.flatMap(operation => ofOperation(operation, capabilities, attributes)),
    ...(capabilities.documents
      ? []
      : scenario.checks.flatMap(check =>
          told(check.name, [...usesOfCheck(check, attributes)], capabilities),
        )),
  ];
}

/** Throws a DynError "invalid" with all misfits of scenarios, where there are any. */
export function refuseMisfits(
  scenarios: readonly { readonly file: string; readonly scenario: Scenario }[],
  capabilities: Capabilities,
): void {
  const found = scenarios.flatMap(({ file, scenario }) =>
    misfits(scenario, capabilities).map(problem => ({ file, problem })),
  );
  if (found.length === 0) return;
  const files = [...new Set(found.map(({ file }) => file))];
  const [verb, title] = [files.length === 1 ? "asks" : "ask", files.join(" and ")];
  throw new DynError("invalid", `${title} ${verb} what ${capabilities.store} cannot do`, {
    problems: found.map(({ file, problem: { message, hint } }) => ({
      message: `${file}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    })),
  });
}

type AttributesOf = (table: string) => Attributes;

function ofOperation(
  operation: Operation,
  capabilities: Capabilities,
  attributes: AttributesOf,
): readonly Problem[] {
  const { name, action } = operation;
  const { store, transactionsOfSteps, documents } = capabilities;
  const actions = singleActionsOf(operation);
  const problems: Problem[] = [];
  if (action.kind === "flow" && action.transaction !== undefined && !transactionsOfSteps) {
    problems.push({
      message: `${name}: ${store} cannot make one transaction of a flow's steps`,
      hint: "leave transaction out, or write a transactWrite",
    });
  }
  for (const each of actions) {
    if (each.kind === "statement") problems.push(...untold(name, each, capabilities));
    if (each.kind === "batchGet" || each.kind === "batchWrite") {
      problems.push(...tooLarge(name, each, capabilities));
    }
  }
  if (documents) return problems;
  const uses = actions.flatMap(each => [...usesOfAction(each, attributes)]);
  return [...problems, ...told(name, uses, capabilities)];
}

function tooLarge(
  name: string,
  { kind, size }: BatchGetAction | BatchWriteAction,
  { store, largestBatch }: Capabilities,
): readonly Problem[] {
  const most = kind === "batchGet" ? largestBatch.get : largestBatch.write;
  if (size <= most) return [];
  const hint = `make its size ${most} or less`;
  return [{ message: `${name}: a batch of ${size}; ${store}'s have at most ${most} items`, hint }];
}

function untold(
  name: string,
  { texts }: StatementAction,
  { store, dialects }: Capabilities,
): readonly Problem[] {
  if (dialects.some(dialect => texts[dialect] !== undefined)) return [];
  const wanted = dialects.map(dialect => `${dialect}:`).join(" or ");
  const there = Object.keys(texts).map(dialect => `${dialect}:`);
  const hint = `write ${wanted} beside ${there.join(" and ")}`;
  return [{ message: `${name}: the statement has no text for ${store}`, hint }];
}

function told(
  name: string,
  uses: readonly DocumentUse[],
  { store }: Capabilities,
): readonly Problem[] {
  const hints = new Map(uses.map(({ what, hint }) => [what, hint]));
  return Array.from(hints, ([what, hint]) => ({
    message: `${name}: ${what}: ${store}'s expressions are about whole columns`,
    hint,
  }));
}

function* usesOfAction(action: SingleAction, attributesAt: AttributesOf): Iterable<DocumentUse> {
  switch (action.kind) {
    case "get":
      yield* usesOfPaths(action.select ?? []);
      if (action.until?.condition !== undefined) {
        yield* usesOfCondition(action.until.condition, attributesAt(action.entity.table));
      }
      break;
    case "update":
      for (const clause of action.update) {
        yield* usesOfClause(clause, attributesAt(action.entity.table));
      }
      yield* usesOfConditions([action.condition], attributesAt(action.entity.table));
      break;
    case "put":
    case "delete":
    case "check":
      yield* usesOfConditions([action.condition], attributesAt(action.entity.table));
      break;
    case "query":
    case "scan": {
      const where = action.kind === "query" ? action.where : undefined;
      yield* usesOfConditions([where, action.filter], attributesAt(action.table));
      yield* usesOfPaths(action.select ?? []);
      break;
    }
    case "batchGet":
    case "batchWrite":
    case "statement":
      break;
    default:
      action satisfies never;
  }
}

function usesOfCheck(check: Check, attributesAt: AttributesOf): Iterable<DocumentUse> {
  switch (check.kind) {
    case "sum":
    case "every":
    case "count":
      return usesOfConditions([check.where], attributesAt(check.table));
    case "acknowledged":
    case "indexMatches":
      return [];
    default:
      return check satisfies never;
  }
}

function* usesOfConditions(
  conditions: readonly (Parameters<typeof usesOfCondition>[0] | undefined)[],
  attributes: Attributes,
): Iterable<DocumentUse> {
  for (const condition of conditions) {
    if (condition !== undefined) yield* usesOfCondition(condition, attributes);
  }
}
