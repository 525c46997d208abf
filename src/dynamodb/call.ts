import type { Client, SendOptions } from "./client.ts";
import { type Origin, replyError } from "./errors.ts";
import { safetyOf } from "./idempotence.ts";
import type { Output } from "./output.ts";
import type { OperationName, WireInput } from "./request.ts";

export interface CallOptions extends SendOptions {
  /** What the call is for, as an error should say it; the table's name, else the operation. */
  readonly doing?: string;
  /** Where the client leads, for errors: an Endpoint's `url`. */
  readonly at?: Origin;
}

/**
 * Sends one request and gives its output in DynamoDB's JSON form. Throws a ReplyError (a DynError
 * with the service's code in `service`) when the call failed or its fate is unknown.
 */
export async function call<O extends OperationName>(
  client: Client,
  operation: O,
  input: WireInput,
  options: CallOptions = {},
): Promise<Output<O>> {
  const reply = await client.send(operation, input, options);
  const { TableName: table } = input;
  const doing = options.doing ?? (typeof table === "string" ? table : operation);
  if (reply.outcome !== "ok") throw replyError(reply, doing, options.at);
  try {
    return reply.body.json() as Output<O>;
  } catch (cause) {
    // Begins and ends as JSON does, but is none: no service that we know sends it.
    const outcome = safetyOf({ operation, input }).read ? "failed" : "unknown";
    const error = { code: "InvalidReply", message: "the reply is not JSON", cause };
    throw replyError({ ...reply, outcome, error }, doing, options.at);
  }
}
