import { z } from "zod";
import { tableShape } from "./shape.ts";

/** The JSON Schema of table files, draft 7, from the shape that dyn checks them with. */
export function tableJsonSchema(): object {
  return z.toJSONSchema(tableShape, { target: "draft-7", io: "input" });
}
