import type { Client, PreparedSend, ReplyBody } from "../../dynamodb/client.ts";
import type { RequestTemplate } from "../../dynamodb/request.ts";
import type { Scope, TemplateValue } from "../../template/scope.ts";
import type { Outcome, Prepared } from "../target.ts";
import type { Meter } from "./capacity.ts";
import { Ledger } from "./ledger.ts";

/** What all actions are prepared with. */
export interface Preparation {
  readonly client: Client;
  readonly capture: boolean;
  /** Times that one operation is tried again after a transaction conflict. */
  readonly retryConflicts: number;
}

/** How the reply of a request is read. */
export interface Reading {
  readonly meter: Meter;
  /** Items that an acknowledged request has read or written. */
  items(body: ReplyBody): number;
  /** What it has read; only for actions that read. */
  capture?(body: ReplyBody): TemplateValue;
}

/** An action that is one request. */
export function oneRequest(
  { client, capture, retryConflicts }: Preparation,
  request: RequestTemplate,
  reading: Reading,
): Prepared {
  const send = client.prepare(request);
  const { meter } = reading;
  const captured = capture ? reading.capture : undefined;
  return async (scope, signal) => {
    const reply = await send(scope, signal && { signal });
    if (reply.outcome !== "ok") {
      const ledger = new Ledger(retryConflicts, signal);
      const ended = await ledger.call(() => send(scope, signal && { signal }), reply);
      return concluded(ledger, ended, reading, captured);
    }
    // Nearly every request ends here: so it takes the shortest way.
    const { attempts, throttles, body } = reply;
    const items = reading.items(body);
    const consumed = meter.read(body);
    const outcome = { status: "ok", attempts, throttles, conflicts: 0, items, consumed } as const;
    return captured === undefined ? outcome : { ...outcome, captured: captured(body) };
  };
}

/** The same for a request whose scope is the operation's own. */
export function oneOwnRequest<Own extends Scope>(
  { capture, retryConflicts }: Preparation,
  send: PreparedSend,
  reading: Reading,
  scopeOf: (scope: Scope) => Own,
): Prepared {
  const captured = capture ? reading.capture : undefined;
  return async (scope, signal) => {
    const own = scopeOf(scope);
    const ledger = new Ledger(retryConflicts, signal);
    const ended = await ledger.call(() => send(own, signal && { signal }));
    return concluded(ledger, ended, reading, captured);
  };
}

function concluded(
  ledger: Ledger,
  reply: Awaited<ReturnType<PreparedSend>>,
  { meter, items }: Reading,
  captured: ((body: ReplyBody) => TemplateValue) | undefined,
): Outcome {
  if (reply.outcome !== "ok") return ledger.failed(reply.error);
  ledger.items = items(reply.body);
  ledger.consume(meter.read(reply.body));
  return ledger.ok(captured?.(reply.body));
}
