import { searchKey } from "../../schema/search-key.ts";
import type { Part } from "../part.ts";
import type {
  ConditionCheck,
  DeleteAction,
  Entity,
  Freshness,
  GetAction,
  PutAction,
  UpdateAction,
} from "../scenario.ts";
import { actionShapes, checkShape } from "../shape.ts";
import { type ActionContext, given, parametersOf } from "./context.ts";
import { itemOf } from "./item.ts";
import { routeOf } from "./route.ts";

export function readGet(part: Part, context: ActionContext): GetAction | undefined {
  const shape = part.readMost(actionShapes.get);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: false });
  const select =
    shape.select === undefined ? undefined : context.expressions.projection("select", shape.select);
  const { consistent } = shape;
  const until = on && readUntil(part, shape, on.entity, context);
  const route = routeOf(part, shape);
  return on && { kind: "get", ...on, consistent, ...given({ select, until }), ...route };
}

/** How long a read that is to see a write waits for it, unless told. */
const defaultWithinMs = 5_000;

function readUntil(
  part: Part,
  {
    until,
    within,
  }: { readonly until?: string | true | undefined; readonly within?: number | undefined },
  { table }: Entity,
  context: ActionContext,
): Freshness | undefined {
  if (until === undefined) {
    if (within !== undefined) {
      const hint = 'such as until: "Version >= ${version}", or until: true';
      part.part("within").problem("within is for a read that has until", { key: true, hint });
    }
    return undefined;
  }
  const withinMs = within ?? defaultWithinMs;
  if (until === true) return { withinMs };
  const schema = context.tables.find(table);
  const key = schema && searchKey(schema.key, schema);
  const condition = context.expressions.filter("until", until, key);
  return condition && { withinMs, condition, ...parametersOf(context) };
}

export function readPut(part: Part, context: ActionContext): PutAction | undefined {
  const shape = part.readMost(actionShapes.put);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: true });
  const condition = conditionOf(shape.if, context);
  return on && { kind: "put", ...on, ...given({ condition }), ...parametersOf(context) };
}

export function readUpdate(part: Part, context: ActionContext): UpdateAction | undefined {
  const shape = part.readMost(actionShapes.update);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: true });
  const update = context.expressions.update("do", shape.do);
  const condition = conditionOf(shape.if, context);
  if (on === undefined || update === undefined) return undefined;
  return { kind: "update", ...on, update, ...given({ condition }), ...parametersOf(context) };
}

export function readDelete(part: Part, context: ActionContext): DeleteAction | undefined {
  const shape = part.readMost(actionShapes.delete);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: false });
  const condition = conditionOf(shape.if, context);
  return on && { kind: "delete", ...on, ...given({ condition }), ...parametersOf(context) };
}

/** A member of a transaction. */
export function readCheck(part: Part, context: ActionContext): ConditionCheck | undefined {
  const shape = part.readMost(checkShape);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: false });
  const condition = conditionOf(shape.if, context);
  if (on === undefined || condition === undefined) return undefined;
  return { kind: "check", ...on, condition, ...parametersOf(context) };
}

function conditionOf(text: string | undefined, { expressions }: ActionContext) {
  return text === undefined ? undefined : expressions.condition("if", text);
}
