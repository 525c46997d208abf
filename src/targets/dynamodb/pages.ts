import type { ReplyBody } from "../../dynamodb/client.ts";
import type { RequestTemplate } from "../../dynamodb/request.ts";
import type { TemplateValue } from "../../template/scope.ts";
import type { Prepared } from "../target.ts";
import { Ledger } from "./ledger.ts";
import { oneRequest, type Preparation, type Reading } from "./one-request.ts";
import { OperationScope, ownHole } from "./operation-scope.ts";

/** What each reading operation calls the place where a page ends, and where the next begins. */
const resumption = {
  Query: { end: "LastEvaluatedKey", start: "ExclusiveStartKey" },
  Scan: { end: "LastEvaluatedKey", start: "ExclusiveStartKey" },
  ExecuteStatement: { end: "NextToken", start: "NextToken" },
} as const;

export interface PagedRequest extends RequestTemplate {
  readonly operation: keyof typeof resumption;
}

/** The request of a page after another one; its scope is an OperationScope that knows where. */
export function nextRequest({ operation, input }: PagedRequest): RequestTemplate {
  const { start } = resumption[operation];
  return { operation, input: { ...input, [start]: ownHole(({ resume }) => resume) } };
}

/** Where the page after this one begins; undefined at the end. */
export function resumeAfter(operation: PagedRequest["operation"], body: ReplyBody): unknown {
  const { end } = resumption[operation];
  return body.has(end) ? body.member(end) : undefined;
}

export interface PagedReading extends Reading {
  capture(body: ReplyBody): readonly TemplateValue[];
}

/**
 * An action that reads up to so many pages, which count as one operation: what they took adds up,
 * and it fails with the first that does, counting what was read until then.
 */
export function readPages(
  preparation: Preparation,
  request: PagedRequest,
  reading: PagedReading,
  pages: number,
): Prepared {
  if (pages === 1) return oneRequest(preparation, request, reading);
  const { client, capture, retryConflicts } = preparation;
  const sendFirst = client.prepare(request);
  const sendNext = client.prepare(nextRequest(request));
  return async (scope, signal) => {
    const own = new OperationScope(scope);
    const options = signal && { signal };
    const ledger = new Ledger(retryConflicts, signal);
    const captured: TemplateValue[] = [];
    for (let page = 1; ; page += 1) {
      ledger.requests = page;
      const send = page === 1 ? sendFirst : sendNext;
      const reply = await ledger.call(() => send(own, options));
      if (reply.outcome !== "ok") return ledger.failed(reply.error);
      const { body } = reply;
      ledger.items += reading.items(body);
      ledger.consume(reading.meter.read(body));
      if (capture) captured.push(...reading.capture(body));
      own.resume = page < pages ? resumeAfter(request.operation, body) : undefined;
      if (own.resume === undefined) return capture ? ledger.ok(captured) : ledger.ok();
    }
  };
}
