import { suggestion } from "../config/suggest.ts";
import { maxBatchGetItems, maxBatchWriteItems } from "../dynamodb/limits.ts";
import { searchKey } from "../schema/search-key.ts";
import type { Expressions } from "./expressions.ts";
import type { Part } from "./part.ts";
import { parsePick, pickNames } from "./pick.ts";
import type { Action, Entity, Pick } from "./scenario.ts";
import { actionShapes } from "./shape.ts";
import type { Tables } from "./tables.ts";

export type ActionKind = Action["kind"];
export const actionKinds = Object.keys(actionShapes) as readonly ActionKind[];

/** What an action may refer to. */
export interface ActionContext {
  readonly tables: Tables;
  /** Every entity of the file by name; undefined for those with mistakes. */
  readonly entities: ReadonlyMap<string, Entity | undefined>;
  readonly expressions: Expressions;
}

/** Compiles what an operation does; undefined when it has mistakes, which are noted. */
export function readAction(
  part: Part,
  kind: ActionKind,
  context: ActionContext,
): Action | undefined {
  switch (kind) {
    case "get":
      return readGet(part, context);
    case "put":
      return readPut(part, context);
    case "update":
      return readUpdate(part, context);
    case "delete":
      return readDelete(part, context);
    case "query":
      return readQuery(part, context);
    case "batchGet":
      return readBatchGet(part, context);
    case "batchWrite":
      return readBatchWrite(part, context);
    default:
      throw new TypeError(`${kind} cannot be read yet`);
  }
}

function readGet(part: Part, context: ActionContext): Action | undefined {
  const shape = part.readMost(actionShapes.get);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: false });
  const select =
    shape.select === undefined ? undefined : context.expressions.projection("select", shape.select);
  return on && { kind: "get", ...on, consistent: shape.consistent, ...given({ select }) };
}

function readPut(part: Part, context: ActionContext): Action | undefined {
  const shape = part.readMost(actionShapes.put);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: true });
  const condition = conditionOf(shape.if, context);
  return on && { kind: "put", ...on, ...given({ condition }), ...parametersOf(context) };
}

function readUpdate(part: Part, context: ActionContext): Action | undefined {
  const shape = part.readMost(actionShapes.update);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: true });
  const update = context.expressions.update("do", shape.do);
  const condition = conditionOf(shape.if, context);
  if (on === undefined || update === undefined) return undefined;
  return { kind: "update", ...on, update, ...given({ condition }), ...parametersOf(context) };
}

function readDelete(part: Part, context: ActionContext): Action | undefined {
  const shape = part.readMost(actionShapes.delete);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: false });
  const condition = conditionOf(shape.if, context);
  return on && { kind: "delete", ...on, ...given({ condition }), ...parametersOf(context) };
}

function readQuery(part: Part, context: ActionContext): Action | undefined {
  const shape = part.readMost(actionShapes.query);
  if (shape === undefined) return undefined;
  const { expressions } = context;
  const { table, index, limit, descending, consistent } = shape;
  const key = keyOf(part, shape, context);
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
    pages: 1,
    ...given({ index, filter, select, limit }),
    ...parametersOf(context),
  };
}

function readBatchGet(part: Part, context: ActionContext): Action | undefined {
  const shape = part.readMost(actionShapes.batchGet);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: false });
  if (on === undefined) return undefined;
  const size = sizeOf(part, shape.size, maxBatchGetItems, on);
  return { kind: "batchGet", ...on, size, consistent: shape.consistent };
}

function readBatchWrite(part: Part, context: ActionContext): Action | undefined {
  const shape = part.readMost(actionShapes.batchWrite);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: true });
  if (on === undefined) return undefined;
  return { kind: "batchWrite", ...on, size: sizeOf(part, shape.size, maxBatchWriteItems, on) };
}

/** The entity that an action works on, and how it picks among its items. */
function itemOf(
  part: Part,
  shape: { readonly entity: string; readonly pick: string },
  { entities }: ActionContext,
  may: { readonly new: boolean },
): { readonly entity: Entity; readonly pick: Pick } | undefined {
  const pick = parsePick(shape.pick);
  if (pick === undefined) {
    part.part("pick").problem(`unknown pick "${shape.pick}"${suggestion(shape.pick, pickNames)}`, {
      hint: `picks: ${pickNames.join(", ")}, zipf(1.2)`,
    });
  }
  if (pick?.kind === "new" && !may.new) {
    part.part("pick").problem("pick new makes items that are not there yet", {
      hint: "new goes with put, update and batchWrite; here pick uniform, zipf or sequential",
    });
  }
  const entity = entities.get(shape.entity);
  if (!entities.has(shape.entity)) {
    const names = [...entities.keys()];
    part
      .part("entity")
      .problem(`unknown entity "${shape.entity}"${suggestion(shape.entity, names)}`, {
        hint: names.length > 0 ? `entities: ${names.join(", ")}` : "describe it under entities:",
      });
  }
  if (entity === undefined || pick === undefined) return undefined;
  if (entity.count === 0 && pick.kind !== "new") {
    part.part("pick").problem(`${entity.name} has no items to pick from: its count is 0`, {
      hint: `give it a count${may.new ? ", or pick: new" : ""}`,
    });
  }
  return { entity, pick };
}

/** A batch names an item once only, so it cannot be larger than the number of items. */
function sizeOf(
  part: Part,
  size: number | undefined,
  largest: number,
  { entity, pick }: { readonly entity: Entity; readonly pick: Pick },
): number {
  if (pick.kind === "new" || entity.count === 0) return size ?? largest;
  if (size !== undefined && size > entity.count) {
    part.part("size").problem(`${entity.name} has ${entity.count} items, fewer than ${size}`, {
      hint: "a batch names each item once",
    });
  }
  return size ?? Math.min(largest, entity.count);
}

/** The key that a query's `where` is about; undefined when no schema tells them. */
function keyOf(
  part: Part,
  shape: {
    readonly table: string;
    readonly index?: string | undefined;
    readonly consistent: boolean;
  },
  { tables }: ActionContext,
) {
  const schema = tables.named(shape.table, part.part("table"));
  if (schema === undefined) return undefined;
  const { index } = shape;
  if (index === undefined) return searchKey(schema.key, schema);
  const global = schema.indexes.find(({ name }) => name === index);
  if (global !== undefined && shape.consistent) {
    part.part("consistent").problem(`${index} is a global index: its reads are never consistent`, {
      hint: "leave consistent out",
    });
  }
  const found = global ?? schema.localIndexes.find(({ name }) => name === index);
  if (found === undefined) {
    const names = [...schema.indexes, ...schema.localIndexes].map(({ name }) => name);
    part.part("index").problem(`unknown index "${index}"${suggestion(index, names)}`, {
      hint:
        names.length > 0
          ? `indexes of ${schema.table}: ${names.join(", ")}`
          : `${schema.table} has no indexes`,
    });
    return undefined;
  }
  return searchKey(found.key, schema);
}

function conditionOf(text: string | undefined, { expressions }: ActionContext) {
  return text === undefined ? undefined : expressions.condition("if", text);
}

function parametersOf({ expressions: { parameters } }: ActionContext) {
  return parameters.size > 0 ? { parameters } : {};
}

/** Without the members that are undefined. */
function given<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
