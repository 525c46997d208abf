import { z } from "zod";
import { ExpressionError } from "../../expressions/error.ts";
import { parseCondition, parseProjection, parseUpdate } from "../../expressions/parse.ts";
import { readKind } from "../../scenario/kind.ts";
import type { Part } from "../../scenario/part.ts";
import type { Entry } from "./entries.ts";
import type { Member, WrittenCondition } from "./member.ts";
import { readItem } from "./values.ts";

const kinds = ["put", "update", "delete", "check", "get"] as const;

const text = z.string().min(1);
// What it holds is read from the file itself, with all its digits.
const map = z.custom<object>(
  data => typeof data === "object" && data !== null,
  "this is a map of attributes",
);
const shapes = {
  put: z.strictObject({ table: text, item: map, if: text.optional() }),
  update: z.strictObject({ table: text, key: map, do: text, if: text.optional() }),
  delete: z.strictObject({ table: text, key: map, if: text.optional() }),
  check: z.strictObject({ table: text, key: map, if: text }),
  get: z.strictObject({ table: text, key: map, select: text.optional() }),
} as const;

/** A member of a transaction; undefined when it is none, which is noted. */
export function readMember({ part, place }: Entry): Member | undefined {
  const kind = readKind(part, { title: "this", kinds });
  if (kind === undefined) return undefined;
  const inside = part.part(kind);
  const at = { part: inside, place };
  switch (kind) {
    case "put": {
      const shape = inside.readMost(shapes.put);
      const item = shape && readItem(inside.part("item"));
      const condition = conditionOf(inside, shape?.if);
      if (!item || condition === null) return undefined;
      return { ...at, kind, table: shape.table, item, if: condition };
    }
    case "update": {
      const shape = inside.readMost(shapes.update);
      const key = shape && readItem(inside.part("key"));
      const update = shape && parsed(inside.part("do"), () => parseUpdate(shape.do));
      const condition = conditionOf(inside, shape?.if);
      if (!key || !update || condition === null) return undefined;
      return { ...at, kind, table: shape.table, key, do: update, if: condition };
    }
    case "delete": {
      const shape = inside.readMost(shapes.delete);
      const key = shape && readItem(inside.part("key"));
      const condition = conditionOf(inside, shape?.if);
      if (!key || condition === null) return undefined;
      return { ...at, kind, table: shape.table, key, if: condition };
    }
    case "check": {
      const shape = inside.readMost(shapes.check);
      const key = shape && readItem(inside.part("key"));
      const condition = conditionOf(inside, shape?.if);
      if (!key || !condition) return undefined;
      return { ...at, kind, table: shape.table, key, if: condition };
    }
    case "get": {
      const shape = inside.readMost(shapes.get);
      const key = shape && readItem(inside.part("key"));
      const words = shape?.select;
      const select =
        words === undefined
          ? undefined
          : parsed(inside.part("select"), () => parseProjection(words));
      if (!key || select === null) return undefined;
      return { ...at, kind, table: shape.table, key, select };
    }
    default:
      return kind satisfies never;
  }
}

/** Undefined when there is none, null when it is wrong. */
function conditionOf(part: Part, words: string | undefined): WrittenCondition | undefined | null {
  if (words === undefined) return undefined;
  const condition = parsed(part.part("if"), () => parseCondition(words));
  return condition && { condition, text: words };
}

function parsed<T>(part: Part, parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    part.problem(error.problem, { offset: error.offset, hint: error.hint });
    return null;
  }
}
