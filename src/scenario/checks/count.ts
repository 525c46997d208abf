import { formatCount } from "../../output/units.ts";
import type { Part } from "../part.ts";
import type { CountCheck } from "../scenario.ts";
import { checkShapes } from "../shape.ts";
import type { CheckContext } from "./check.ts";
import { readWhere, whereText } from "./condition.ts";

interface Bounds {
  readonly equals?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

export function readCount(part: Part, { tables }: CheckContext): CountCheck | undefined {
  const shape = part.readMost(checkShapes.count);
  if (shape === undefined) return undefined;
  const { table, where: text, ...bounds } = shape;
  tables.named(table, part.part("table"));
  checkBounds(part, bounds);
  const condition = text === undefined ? undefined : readWhere(part, text);
  const { equals, atLeast = equals ?? 0, atMost = equals ?? Number.POSITIVE_INFINITY } = bounds;
  return {
    kind: "count",
    name: `count of ${table}${whereText(text)} ${boundsText(bounds)}`,
    table,
    atLeast,
    atMost,
    ...condition,
  };
}

function checkBounds(part: Part, { equals, atLeast, atMost }: Bounds): void {
  const given = ["equals", "atLeast", "atMost"].filter(key => part.names.includes(key));
  if (given.length === 0) {
    part.problem("a count is held against nothing", {
      key: true,
      hint: "add equals: 5000, or atLeast or atMost",
    });
  } else if (equals !== undefined && given.length > 1) {
    part.part(given[1] ?? "equals").problem("a count that equals one number needs no other bound", {
      key: true,
      hint: "take equals out, or the other bounds",
    });
  } else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    part.part("atMost").problem(`no count is at least ${atLeast} and at most ${atMost}`, {
      hint: "atLeast is the smaller one",
    });
  }
}

function boundsText({ equals, atLeast, atMost }: Bounds): string {
  if (equals !== undefined) return `= ${formatCount(equals)}`;
  if (atLeast === undefined) return `<= ${formatCount(atMost ?? 0)}`;
  if (atMost === undefined) return `>= ${formatCount(atLeast)}`;
  return `from ${formatCount(atLeast)} to ${formatCount(atMost)}`;
}
