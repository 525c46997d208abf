import { suggestion } from "../../config/suggest.ts";
import type { KeySchema, TableSchema } from "../../schema/schema.ts";
import { searchKey } from "../../schema/search-key.ts";
import type { Part } from "../part.ts";
import type { QueryAction, ScanAction } from "../scenario.ts";
import { actionShapes } from "../shape.ts";
import type { Tables } from "../tables.ts";
import { type ActionContext, given, parametersOf } from "./context.ts";
import { routeOf } from "./route.ts";

export function readQuery(part: Part, context: ActionContext): QueryAction | undefined {
  const shape = part.readMost(actionShapes.query);
  if (shape === undefined) return undefined;
  const { expressions } = context;
  const { table, index, limit, descending, consistent, pages } = shape;
  const source = sourceOf(part, shape, context.tables);
  const key = source && searchKey(source.key, source.schema);
  const where = expressions.keyCondition("where", shape.where, key);
  const filter =
    shape.filter === undefined ? undefined : expressions.filter("filter", shape.filter, key);
  const select =
    shape.select === undefined ? undefined : expressions.projection("select", shape.select);
  if (where === undefined) return undefined;
  return {
    kind: "query",
    table,
    where,
    descending,
    consistent,
    pages,
    ...given({ index, filter, select, limit }),
    ...routeOf(part, shape),
    ...parametersOf(context),
  };
}

export function readScan(part: Part, context: ActionContext): ScanAction | undefined {
  const shape = part.readMost(actionShapes.scan);
  if (shape === undefined) return undefined;
  const { expressions } = context;
  const { table, index, limit, consistent, pages } = shape;
  sourceOf(part, shape, context.tables);
  const filter =
    shape.filter === undefined ? undefined : expressions.condition("filter", shape.filter);
  const select =
    shape.select === undefined ? undefined : expressions.projection("select", shape.select);
  return {
    kind: "scan",
    table,
    consistent,
    pages,
    ...given({ index, filter, select, limit }),
    ...routeOf(part, shape),
    ...parametersOf(context),
  };
}

/** The table or index that is read, and its key; undefined when no schema tells them. */
function sourceOf(
  part: Part,
  shape: {
    readonly table: string;
    readonly index?: string | undefined;
    readonly consistent: boolean;
  },
  tables: Tables,
): { readonly schema: TableSchema; readonly key: KeySchema } | undefined {
  const schema = tables.named(shape.table, part.part("table"));
  if (schema === undefined) return undefined;
  const { index } = shape;
  if (index === undefined) return { schema, key: schema.key };
  if (shape.consistent && schema.indexes.some(({ name }) => name === index)) {
    part.part("consistent").problem(`${index} is a global index: its reads are never consistent`, {
      hint: "leave consistent out",
    });
  }
  const key = keyOfIndex(part.part("index"), index, schema);
  return key && { schema, key };
}

/** The key of an index; an unknown index is a problem. */
export function keyOfIndex(part: Part, index: string, schema: TableSchema): KeySchema | undefined {
  const all = [...schema.indexes, ...schema.localIndexes];
  const found = all.find(({ name }) => name === index);
  if (found === undefined) {
    const names = all.map(({ name }) => name);
    part.problem(`unknown index "${index}"${suggestion(index, names)}`, {
      hint:
        names.length > 0
          ? `indexes of ${schema.table}: ${names.join(", ")}`
          : `${schema.table} has no indexes`,
    });
  }
  return found?.key;
}
