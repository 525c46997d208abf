import { type Fault, type Faults, seeded, throttle } from "./fault-proxy.ts";

/** What can be wrong in a mix. */
export const faultNames = [
  "throttle",
  "serverError",
  "resetBefore",
  "resetAfter",
  "truncate",
  "corrupt",
  "close",
  "slow",
  "partial",
  "conflict",
  "silence",
] as const;

export type FaultName = (typeof faultNames)[number];

/** Which share of the requests for data each fault gets; what a fault does not fit is left alone. */
export type FaultShares = Readonly<Partial<Record<FaultName, number>>>;

/**
 * A mix of faults, the same for the same seed and order of requests. Requests about tables, as of a
 * set-up, go through.
 */
export function mixedFaults(seed: number, shares: FaultShares): Faults {
  const random = seeded(seed);
  return (_, operation, _headers, body) => {
    if (/Tables?$|TimeToLive$|Backups$|TagsOfResource$/.test(operation)) return undefined;
    let left = random();
    const within = random();
    for (const name of faultNames) {
      left -= shares[name] ?? 0;
      if (left < 0) return faultOf(name, within, operation, body);
    }
    return undefined;
  };
}

/** @param within a number from 0 to 1 that decides what of a fault is open */
function faultOf(
  name: FaultName,
  within: number,
  operation: string,
  body: string,
): Fault | undefined {
  switch (name) {
    case "throttle": {
      const kind = /Write|Put|Update|Delete/.test(operation) ? "Write" : "Read";
      return throttle(`Table${kind}KeyRangeThroughputExceeded`, "arn:aws:dynamodb:::table/T");
    }
    case "serverError":
      return { kind: "error", status: 500, code: "InternalServerError" };
    case "truncate":
      return { kind: "truncate", bodyBytes: within < 0.5 ? 0 : 1 };
    case "slow":
      return { kind: "drip", pieceBytes: 1 + Math.floor(within * 40), chunked: within < 0.5 };
    case "partial":
      if (!operation.startsWith("Batch")) return undefined;
      // DynamoDB refuses a batch of which it can do nothing.
      return { kind: "partial", processed: 1 + Math.floor(within * 5) };
    case "conflict":
      return conflict(operation, body);
    default:
      return { kind: name };
  }
}

/** As DynamoDB refuses what meets a transaction; reads outside of one meet none. */
function conflict(operation: string, body: string): Fault | undefined {
  if (/^(?:Put|Update|Delete)Item$/.test(operation)) {
    return { kind: "error", status: 400, code: "TransactionConflictException" };
  }
  if (!operation.startsWith("Transact")) return undefined;
  const { TransactItems } = JSON.parse(body) as { TransactItems: unknown[] };
  const CancellationReasons = TransactItems.map((_, position) => ({
    Code: position === 0 ? "TransactionConflict" : "None",
  }));
  const code = "TransactionCanceledException";
  return { kind: "error", status: 400, code, members: { CancellationReasons } };
}
