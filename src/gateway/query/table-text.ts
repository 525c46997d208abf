import type { GatewaySettings } from "../../config/gateway-settings.ts";
import type { KeySchema } from "../../schema/schema.ts";
import type { KeyType } from "../../values/attribute.ts";
import type { Principal } from "../principal.ts";
import { indexesOf, isGlobal, isShown, type Open, operationsOf } from "./exposure.ts";
import { pageSizesOf } from "./page-size.ts";

const typeNames: Readonly<Record<KeyType, string>> = { S: "string", N: "number", B: "binary" };

/** What a caller may know of a table, as JSON. */
export function tableText(open: Open, principal: Principal, settings: GatewaySettings): string {
  const { schema, exposed } = open;
  return JSON.stringify({
    name: schema.table,
    key: keyTold(open, schema.key),
    indexes: indexesOf(open).map(({ name, key, projection }) => ({
      name,
      kind: isGlobal(open, name) ? "global" : "local",
      key: keyTold(open, key),
      projection: projection.kind,
    })),
    attributes: exposed.attributes ?? null,
    operations: operationsOf(principal, schema.table, exposed),
    pageSize: pageSizesOf(exposed, settings),
    cacheSeconds: (exposed.cacheTtlMs ?? settings.cache.ttlMs) / 1_000,
  });
}

/** Hidden attributes have no name. */
function keyTold({ exposed }: Open, { partition, sort }: KeySchema) {
  const told = (attributes: KeySchema["sort"]) =>
    attributes.map(({ name, type }) => ({
      ...(isShown(exposed, name) && { name }),
      type: typeNames[type],
    }));
  return { partition: told(partition), sort: told(sort) };
}
