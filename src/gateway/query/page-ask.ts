import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { keyNameIn } from "../../data/filter-rule.ts";
import type { Condition } from "../../expressions/ast.ts";
import { namesIn } from "../../expressions/names.ts";
import type { PageAsk } from "../ask.ts";
import type { Principal } from "../principal.ts";
import type { TokenBound, TokenBox } from "../tokens.ts";
import { placedRange } from "./date-range.ts";
import { checkIndex, checkShown, isGlobal, type Open, shownPaths } from "./exposure.ts";
import { queryIdentity } from "./identity.ts";
import { conjunction } from "./json-filter.ts";
import { keyScope } from "./key-scope.ts";
import { pageSizeOf, pageSizesOf } from "./page-size.ts";
import { checkPosition } from "./position.ts";
import { wrong } from "./refusal.ts";
import type { Wanted } from "./wanted.ts";
import { whereCondition } from "./where.ts";

/** A page that is asked for, and what its tokens belong to. */
export interface BoundAsk {
  readonly ask: PageAsk;
  readonly bound: TokenBound;
}

/** Holds a request against its table and what is shown of it. Throws a Problem. */
export function pageAsk(
  kind: "query" | "scan",
  wanted: Wanted,
  open: Open,
  {
    principal,
    settings,
    tokens,
  }: {
    readonly principal: Principal;
    readonly settings: GatewaySettings;
    readonly tokens: TokenBox;
  },
): BoundAsk {
  const { place, index } = wanted;
  checkIndex(open, index, `${place}.index`);
  if (wanted.consistent && isGlobal(open, index)) {
    const detail = "a global index has no consistent reads";
    throw wrong(`${place}.consistent`, detail, "leave it out, or read the table itself");
  }
  if (wanted.select !== undefined) {
    checkShown(
      wanted.select.map(([name]) => name),
      open,
      `${place}.select`,
    );
  }
  const sizes = pageSizesOf(open.exposed, settings);
  const ask: PageAsk = {
    kind,
    table: open.schema.table,
    index,
    ...conditions(wanted, open),
    select: wanted.select ?? shownPaths(open, index),
    descending: wanted.descending,
    consistent: wanted.consistent,
    pageSize: pageSizeOf(wanted.pageSize, `${place}.pageSize`, sizes),
    start: undefined,
    tokenExpiresAt: undefined,
    total: wanted.total,
  };
  const query = queryIdentity(ask);
  const bound = { principal: principal.id, table: ask.table, index, query };
  if (wanted.nextToken === undefined) return { ask, bound };
  const { key, expiresAt } = tokens.open(wanted.nextToken, bound);
  checkPosition(key, ask, open.schema);
  return { ask: { ...ask, start: key, tokenExpiresAt: expiresAt }, bound };
}

/** The condition on the key, and the filter of all others. */
function conditions(wanted: Wanted, open: Open): Pick<PageAsk, "where" | "filter"> {
  const { dateRange, filters } = wanted;
  const scope = keyScope(open, wanted.index);
  const others: Condition[] = [];
  let where = wanted.where && whereCondition(wanted.where, scope, open);
  if (dateRange !== undefined && where !== undefined) {
    checkShown([dateRange.path[0]], open, "body.dateRange.attribute");
    const placed = placedRange(dateRange, where, scope.key);
    if ("where" in placed) where = placed.where;
    else others.push(placed.filter);
  }
  for (const { field, condition } of filters) {
    checkShown(namesIn(condition), open, field);
    const name = where && keyNameIn(condition, scope.key);
    if (name !== undefined) {
      const detail = `${name} is a key attribute of ${scope.what}, which a filter cannot name`;
      throw wrong(field, detail, "conditions on the key stand in where, key, or pk and sk");
    }
    others.push(condition);
  }
  return { where, filter: conjunction(others) };
}
