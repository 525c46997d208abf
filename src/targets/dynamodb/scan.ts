import type { ScanAction } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { readMeter } from "./capacity.ts";
import { Clauses } from "./clauses.ts";
import type { Preparation } from "./one-request.ts";
import { readPages } from "./pages.ts";
import { countOf, itemsIn } from "./query.ts";

export function prepareScan(preparation: Preparation, action: ScanAction): Prepared {
  const clauses = new Clauses(action.parameters);
  const meter = readMeter(action.table, action.index);
  const input = {
    TableName: action.table,
    IndexName: action.index,
    FilterExpression: clauses.condition(action.filter),
    ProjectionExpression: clauses.projection(action.select),
    ...clauses.members(),
    Limit: action.limit,
    ...(action.consistent && { ConsistentRead: true }),
    ...meter.input,
  };
  const reading = { meter, items: countOf, capture: itemsIn };
  return readPages(preparation, { operation: "Scan", input }, reading, action.pages);
}
