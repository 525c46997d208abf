import { safetyOf } from "../../dynamodb/idempotence.ts";
import { DynError } from "../../errors.ts";
import type { StatementAction } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { detailedMeter } from "./capacity.ts";
import { valueHole } from "./clauses.ts";
import type { Preparation } from "./one-request.ts";
import { readPages } from "./pages.ts";
import { itemsIn } from "./query.ts";

/** PartiQL. The statement alone knows its table and index, so the reply is asked for them. */
export function prepareStatement(preparation: Preparation, action: StatementAction): Prepared {
  const { texts, consistent, pages } = action;
  if (texts.partiql === undefined) throw new DynError("invalid", "a statement without PartiQL");
  const { pieces, values } = texts.partiql;
  const text = pieces.join("?");
  const operation = "ExecuteStatement";
  const { read } = safetyOf({ operation, input: { Statement: text } });
  const meter = detailedMeter(read ? "read" : "write");
  const input = {
    Statement: text,
    ...(values.length > 0 && { Parameters: values.map(valueHole) }),
    ...(consistent && { ConsistentRead: true }),
    ...meter.input,
  };
  // INSERT, UPDATE and DELETE write one item each.
  const reading = {
    meter,
    items: read ? (body: { itemCount(): number }) => body.itemCount() : () => 1,
    capture: itemsIn,
  };
  return readPages(preparation, { operation, input }, reading, pages);
}
