import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { suggestion } from "../../config/suggest.ts";
import { keyAttributes } from "../../data/table-keys.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";

/**
 * What `gateway:` names that is not there, in words for whoever starts the service. What cannot be
 * asked for now is left out.
 */
export async function misnamed(
  { tables }: Pick<GatewaySettings, "tables">,
  store: Pick<Store, "table">,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, { indexes, attributes }] of tables ?? []) {
    try {
      const schema = await store.table(name, signal);
      found.push(...misnamedIndexes(schema, indexes ?? []), ...hiddenKeys(schema, attributes));
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) return found;
      found.push(`gateway.tables names ${name}, and there is no such table`);
    }
  }
  return found;
}

function misnamedIndexes(schema: TableSchema, indexes: readonly string[]): readonly string[] {
  const there = [...schema.indexes, ...schema.localIndexes].map(({ name }) => name);
  return indexes
    .filter(index => !there.includes(index))
    .map(index => `${schema.table} has no index ${index}${suggestion(index, there)}`);
}

/** May be meant; whoever did not mean it would look for it long. */
function hiddenKeys(
  schema: TableSchema,
  attributes: readonly string[] | undefined,
): readonly string[] {
  return keyAttributes(schema.key)
    .filter(({ name }) => attributes !== undefined && !attributes.includes(name))
    .map(({ name }) => `attributes of ${schema.table} leave out its key ${name}: it is hidden`);
}
