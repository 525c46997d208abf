import type { ReplyBody } from "../../dynamodb/client.ts";
import type { TransactGetAction } from "../../scenario/scenario.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { TemplateValue } from "../../template/scope.ts";
import type { Prepared } from "../target.ts";
import { detailedMeter } from "./capacity.ts";
import { capturedItem } from "./captured.ts";
import { getInput } from "./get.ts";
import { oneOwnRequest, type Preparation } from "./one-request.ts";
import { inMember, OperationScope } from "./operation-scope.ts";

/** Items read as of one moment; what is not there is no fault. `tables` are the members'. */
export function prepareTransactGet(
  preparation: Preparation,
  { members }: TransactGetAction,
  tables: readonly TableSchema[],
): Prepared {
  const meter = detailedMeter("read");
  const gets = members.flatMap((member, position) => {
    const table = tables[position];
    return table === undefined ? [] : [{ Get: inMember(getInput(member, table), position) }];
  });
  const input = { TransactItems: gets, ...meter.input };
  const send = preparation.client.prepare({ operation: "TransactGetItems", input });
  const reading = { meter, items: foundIn, capture };
  return oneOwnRequest(preparation, send, reading, scope => new OperationScope(scope));
}

/** In the order of the members, null where there is none. */
function capture(body: ReplyBody): TemplateValue {
  return responses(body).map(({ Item }) => capturedItem(Item));
}

function foundIn(body: ReplyBody): number {
  return responses(body).filter(({ Item }) => Item !== undefined).length;
}

function responses(body: ReplyBody): readonly { readonly Item?: unknown }[] {
  const found = body.member("Responses");
  if (!Array.isArray(found)) return [];
  // A service may say null for what is not there.
  return found.map((each: unknown) => (typeof each === "object" && each !== null ? each : {}));
}
