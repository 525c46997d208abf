import type { WireInput } from "../../dynamodb/request.ts";
import type { Bound } from "./given.ts";
import type { PartiqlOptions } from "./options.ts";

/** The input of one statement, alone or within a transaction. */
export function statementInput({ statement, values }: Bound): WireInput {
  return {
    Statement: statement.text,
    ...(values.length > 0 && { Parameters: values }),
    ...(statement.verb !== "SELECT" && { ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
  };
}

/** The ExecuteStatement of one statement. */
export function executeInput(bound: Bound, { consistent }: PartiqlOptions): WireInput {
  return {
    ...statementInput(bound),
    ...(bound.statement.verb === "SELECT" && consistent && { ConsistentRead: true }),
    ReturnConsumedCapacity: "TOTAL",
  };
}

export function isWrite({ statement }: Bound): boolean {
  return statement.verb !== "SELECT" && statement.verb !== "EXISTS";
}
