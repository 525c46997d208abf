import { randomUUID } from "node:crypto";
import type { TransactWriteAction, TransactWriteMember } from "../../scenario/scenario.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Scope } from "../../template/scope.ts";
import type { Prepared } from "../target.ts";
import { detailedMeter } from "./capacity.ts";
import { oneOwnRequest, type Preparation } from "./one-request.ts";
import { inMember, OperationScope, ownHole } from "./operation-scope.ts";
import { writeInput } from "./write.ts";

const requests = {
  put: "Put",
  update: "Update",
  delete: "Delete",
  check: "ConditionCheck",
} as const satisfies Record<TransactWriteMember["kind"], string>;

/**
 * Items written together or not at all. All attempts of an operation have one token, so that the
 * service carries it out once, whatever happens to its replies. `tables` are the members'.
 */
export function prepareTransactWrite(
  preparation: Preparation,
  { members }: TransactWriteAction,
  tables: readonly TableSchema[],
): Prepared {
  const meter = detailedMeter("write");
  const writes = members.flatMap((member, position) => {
    const table = tables[position];
    if (table === undefined) return [];
    return [{ [requests[member.kind]]: inMember(writeInput(member, table), position) }];
  });
  const input = {
    ClientRequestToken: ownHole(({ token }) => token),
    TransactItems: writes,
    ...meter.input,
  };
  const send = preparation.client.prepare({ operation: "TransactWriteItems", input });
  const written = members.filter(({ kind }) => kind !== "check").length;
  return oneOwnRequest(preparation, send, { meter, items: () => written }, withToken);
}

function withToken(scope: Scope): OperationScope {
  const own = new OperationScope(scope);
  own.token = randomUUID();
  return own;
}
