import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { canonicalValue } from "../../values/canonical.ts";
import type { Principal } from "../principal.ts";
import { Problem } from "../problem.ts";
import type { RateLimits } from "../rate-limits.ts";
import type { PreparedRead, Reads } from "../reads.ts";
import type { Store } from "../store.ts";
import type { TokenBox } from "../tokens.ts";
import { unknownTable } from "../unknown-table.ts";
import { exposedTo, forbidden, type Open, operationsOf, type ReadKind } from "./exposure.ts";
import { preparedItem } from "./item-read.ts";
import { wordValue } from "./key-words.ts";
import { preparedPage } from "./page-read.ts";
import { tableText } from "./table-text.ts";

/** What the reads of the HTTP service are made of. */
export interface ReadsParts {
  readonly settings: GatewaySettings;
  readonly store: Store;
  readonly tokens: TokenBox;
  readonly limits: RateLimits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const kindsOf = { item: "get", items: "query", query: "query", scan: "scan" } as const;

/** Reads what callers ask for, as far as it is exposed to them. */
export function readsOf(parts: ReadsParts): Reads {
  const { settings, store } = parts;

  const open = async (
    principal: Principal,
    name: string,
    signal: AbortSignal,
    check: (exposed: Open["exposed"]) => void,
  ): Promise<Open> => {
    const exposed = exposedTo(principal, name, settings);
    if (exposed === undefined || !isTableName(name)) throw unknownTable();
    check(exposed);
    return { exposed, schema: await store.table(name, signal) };
  };

  return {
    async tables(principal, signal) {
      const names = settings.tables?.keys() ?? (await store.tables(signal));
      const told = await Promise.all(
        [...names].sort().map(async name => {
          const exposed = exposedTo(principal, name, settings);
          if (exposed === undefined || !(await isThere(store, name, signal))) return [];
          return [{ name, operations: operationsOf(principal, name, exposed) }];
        }),
      );
      return JSON.stringify({ tables: told.flat() });
    },

    async table(principal, name, signal) {
      const opened = await open(principal, name, signal, () => {
        if (principal.may({ kind: "describe", table: name })) return;
        throw forbidden("this API key may not describe the table", "ask for the scope of it");
      });
      return tableText(opened, principal, settings);
    },

    async prepare(request, signal): Promise<PreparedRead> {
      const { principal, table, what } = request;
      const opened = await open(principal, table, signal, exposed =>
        checkAllowed(principal, table, kindsOf[what.kind], exposed),
      );
      return what.kind === "item"
        ? preparedItem({ ...request, what }, opened, parts)
        : preparedPage({ ...request, what }, opened, parts);
    },

    async partition(table, pk, signal) {
      // Whoever may drop answers learns nothing of tables that are not shown.
      if (settings.tables?.has(table) === false || !isTableName(table)) throw unknownTable();
      const { key } = await store.table(table, signal);
      const [attribute] = key.partition;
      if (attribute === undefined) throw unknownTable();
      return canonicalValue(wordValue(attribute, pk, "path.pk"));
    },
  };
}

/** A name that no table has is not asked for. */
function isTableName(name: string): boolean {
  return /^[\w.-]{3,255}$/.test(name);
}

async function isThere(store: Store, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await store.table(name, signal);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return false;
    throw error;
  }
}

function checkAllowed(
  principal: Principal,
  table: string,
  kind: ReadKind,
  exposed: Open["exposed"],
): void {
  if (kind === "scan" && !exposed.scan) {
    throw forbidden("this table is not to be scanned", "query it by its key, or by an index");
  }
  if (operationsOf(principal, table, exposed).includes(kind)) return;
  throw forbidden(`this API key may not ${kind} the table`, `ask for the scope ${table}:${kind}`);
}
