import { maxBatchGetItems, maxBatchWriteItems } from "../../dynamodb/limits.ts";
import type { Part } from "../part.ts";
import type { BatchGetAction, BatchWriteAction } from "../scenario.ts";
import { actionShapes } from "../shape.ts";
import type { ActionContext } from "./context.ts";
import { itemOf, sizeOf } from "./item.ts";
import { routeOf } from "./route.ts";

export function readBatchGet(part: Part, context: ActionContext): BatchGetAction | undefined {
  const shape = part.readMost(actionShapes.batchGet);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: false, same: false });
  if (on === undefined) return undefined;
  const size = sizeOf(part, shape.size, maxBatchGetItems, on);
  return { kind: "batchGet", ...on, size, consistent: shape.consistent, ...routeOf(part, shape) };
}

export function readBatchWrite(part: Part, context: ActionContext): BatchWriteAction | undefined {
  const shape = part.readMost(actionShapes.batchWrite);
  if (shape === undefined) return undefined;
  const on = itemOf(part, shape, context, { new: true, same: false });
  if (on === undefined) return undefined;
  return { kind: "batchWrite", ...on, size: sizeOf(part, shape.size, maxBatchWriteItems, on) };
}
