import { suggestion } from "../../config/suggest.ts";
import { DynError } from "../../errors.ts";
import type { Action } from "../principal.ts";

const readings = ["get", "query", "scan", "describe"] as const;

/** What a scope looks like, for messages. */
export const scopeForm =
  "TABLE, TABLE:get, TABLE:query, TABLE:scan, TABLE:describe, '*' for all reads, cache, cache:TABLE or metrics";

const tableName = /^[\w.-]{3,255}$/;

/** What is wrong with a scope; undefined when it is one. */
export function scopeProblem(scope: string): string | undefined {
  if (scope === "*" || scope === "cache" || scope === "metrics") return undefined;
  const [table = "", reading, ...others] = scope.split(":");
  if (others.length > 0) return "has more than one colon";
  if (table === "cache") return reading && tableName.test(reading) ? undefined : "names no table";
  if (table === "metrics" || !tableName.test(table)) return "names no table";
  if (reading === undefined || readings.some(each => each === reading)) return undefined;
  return `is for ${readings.join(", ")}${suggestion(reading, readings)}`;
}

/** Throws a "usage" error for the first text that is no scope. */
export function checkScopes(scopes: readonly string[]): void {
  for (const scope of scopes) {
    const problem = scopeProblem(scope);
    if (problem === undefined) continue;
    throw new DynError("usage", `the scope ${scope} ${problem}`, { hint: `known: ${scopeForm}` });
  }
}

/** Whether one of the scopes allows an action. */
export function allowing(scopes: readonly string[]): (action: Action) => boolean {
  const given = new Set(scopes);
  return action => {
    switch (action.kind) {
      case "metrics":
        return given.has("metrics");
      case "invalidate":
        return (
          given.has("cache") || (action.table !== undefined && given.has(`cache:${action.table}`))
        );
      default:
        return given.has("*") || allowsReading(given, action.table, action.kind);
    }
  };
}

function allowsReading(given: ReadonlySet<string>, table: string, kind: string): boolean {
  // Of tables that are called like another kind of scope only "*" speaks.
  if (table === "cache" || table === "metrics") return false;
  return given.has(table) || given.has(`${table}:${kind}`);
}
