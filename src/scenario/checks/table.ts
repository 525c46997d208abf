import { keyOfIndex } from "../actions/search.ts";
import type { Part } from "../part.ts";
import type { EveryCheck, IndexCheck } from "../scenario.ts";
import { checkShapes } from "../shape.ts";
import type { CheckContext } from "./check.ts";
import { readWhere } from "./condition.ts";

export function readEvery(part: Part, { tables }: CheckContext): EveryCheck | undefined {
  const shape = part.readMost(checkShapes.every);
  if (shape === undefined) return undefined;
  const { table, where: text } = shape;
  tables.named(table, part.part("table"));
  const condition = readWhere(part, text);
  return (
    condition && { kind: "every", name: `every ${table}: ${text.trim()}`, table, ...condition }
  );
}

export function readIndexMatches(part: Part, { tables }: CheckContext): IndexCheck | undefined {
  const shape = part.readMost(checkShapes.indexMatches);
  if (shape === undefined) return undefined;
  const { table, index } = shape;
  const schema = tables.named(table, part.part("table"));
  if (schema !== undefined) keyOfIndex(part.part("index"), index, schema);
  return { kind: "indexMatches", name: `${index} matches ${table}`, table, index };
}
