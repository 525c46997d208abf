import { canonicalValue } from "../../values/canonical.ts";
import type { GetAsk } from "../ask.ts";
import { Problem } from "../problem.ts";
import type { PreparedRead, ReadRequest } from "../reads.ts";
import { itemPrinter } from "./answer.ts";
import { withinBudget } from "./budget.ts";
import { checkShown, type Open, shownPaths } from "./exposure.ts";
import { keyOfPath } from "./key-words.ts";
import { selectOf } from "./parameters.ts";
import type { ReadsParts } from "./reads-of.ts";

type ItemRequest = ReadRequest & { readonly what: { readonly kind: "item" } };

/** The reading of one item. */
export function preparedItem(
  { principal, media, what }: ItemRequest,
  open: Open,
  { settings, store, limits }: ReadsParts,
): PreparedRead {
  const { schema, exposed } = open;
  const selected = selectOf(what.parameters);
  if (selected)
    checkShown(
      selected.map(([name]) => name),
      open,
      "query.select",
    );
  const ask: GetAsk = {
    kind: "get",
    table: schema.table,
    key: keyOfPath(what.pk, what.sk, schema),
    select: selected ?? shownPaths(open, undefined),
    consistent: what.parameters.consistent === true,
  };
  const [name = ""] = schema.key.partition.map(attribute => attribute.name);
  const value = ask.key[name];
  const tag = { table: schema.table, partition: value && canonicalValue(value) };
  const ttlMs = exposed.cacheTtlMs ?? settings.cache.ttlMs;
  const print = itemPrinter(media, schema);
  return {
    tag,
    isCacheable: !ask.consistent && ttlMs > 0,
    make: signal =>
      withinBudget(limits, principal, async spent => {
        const { item, consumed } = await store.get(ask, signal, spent);
        if (item === undefined) throw unknownItem();
        const end = media === "application/x-ndjson" ? "\n" : "";
        const isKept = !ask.consistent;
        return {
          ...tag,
          body: print(item) + end,
          contentType: media,
          consumed,
          ttlMs: isKept ? ttlMs : 0,
        };
      }),
  };
}

function unknownItem(): Problem {
  return new Problem(404, "unknown-item", "there is no item with this key");
}
