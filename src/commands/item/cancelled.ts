import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { Member } from "../../data/transaction/member.ts";
import { call } from "../../dynamodb/call.ts";
import {
  type CancellationReason,
  cancellationReasons,
  isPassing,
} from "../../dynamodb/cancellation.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { backoffMs, pause } from "../../dynamodb/retry.ts";
import { DynError, type Problem } from "../../errors.ts";
import { shownItem } from "./refusal.ts";

/** Tries of a transaction that met another one. */
const maxTries = 8;

/** Sends a transaction; one that met another is sent again, with a growing pause and a notice. */
export async function sendPatiently(
  session: Session,
  { client, endpoint }: Dynamo,
  operation: "TransactWriteItems" | "TransactGetItems",
  input: WireInput,
  members: readonly Member[],
): Promise<Readonly<Record<string, unknown>>> {
  const { signal } = session;
  for (let tries = 1; ; tries += 1) {
    try {
      return await call(client, operation, input, {
        signal,
        at: endpoint.url,
        doing: "transaction",
      });
    } catch (error) {
      if (!(error instanceof ReplyError) || !isPassing(error.service)) throw error;
      if (tries === maxTries || !(await pause(backoffMs("throttle", tries), signal))) throw error;
      const reasons = cancellationReasons(error.service);
      const at = members.filter((_, position) => (reasons[position]?.code ?? "None") !== "None");
      const where = at.map(({ place }) => `${place.file}:${place.line}`).join(", ");
      await session.notice(
        `${where || "the transaction"}: others are at the same item; trying again (${tries} of ${maxTries - 1})`,
      );
    }
  }
}

/** Which members of a cancelled transaction were in the way, and why; any other error as it is. */
export function cancelled(error: unknown, members: readonly Member[]): unknown {
  if (!(error instanceof ReplyError)) return error;
  const problems = cancellationReasons(error.service).flatMap((reason, position) => {
    const member = members[position];
    return member === undefined || reason.code === "None" ? [] : [problemOf(member, reason)];
  });
  if (problems.length === 0) return error;
  const hint = isPassing(error.service) ? "run it again in a while" : undefined;
  const message = "the transaction was cancelled; nothing was changed";
  return new DynError("failed", message, { problems, hint, cause: error });
}

function problemOf(member: Member, { code, message, item }: CancellationReason): Problem {
  const { place } = member;
  switch (code) {
    case "ConditionalCheckFailed": {
      const condition = "if" in member ? member.if?.text : undefined;
      return {
        place,
        message: `the condition does not hold: ${condition ?? "of the service"}`,
        hint: item === undefined ? "there is no such item" : `the item is ${shownItem(item)}`,
      };
    }
    case "TransactionConflict":
      return { place, message: "another transaction or write is at this item" };
    case "ProvisionedThroughputExceeded":
    case "ThrottlingError":
      return { place, message: `throttled: ${message ?? code}` };
    default:
      return { place, message: message ?? code };
  }
}
