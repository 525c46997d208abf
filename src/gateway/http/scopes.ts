import type { FastifyRequest, onRequestHookHandler } from "fastify";
import type { Action, Principal } from "../principal.ts";
import { Problem } from "../problem.ts";
import { unknownTable } from "../unknown-table.ts";

/** Lets those pass whose key allows what they ask for. */
export function allowing(actionOf: (request: FastifyRequest) => Action): onRequestHookHandler {
  return (request, _reply, done) => {
    const action = actionOf(request);
    const { principal } = request.exchange;
    if (principal?.may(action)) return done();
    return done(principal === undefined ? forbidden(action) : refusal(principal, action));
  };
}

function refusal(principal: Principal, action: Action): Problem {
  return isHidden(principal, action) ? unknownTable() : forbidden(action);
}

/** A key that may do nothing with a table is not told that it exists. */
function isHidden(principal: Principal, action: Action): boolean {
  if (action.kind === "metrics" || action.kind === "invalidate") return false;
  const { table } = action;
  return !(["get", "query", "scan", "describe"] as const).some(kind =>
    principal.may({ kind, table }),
  );
}

const needed: Readonly<Record<Action["kind"], string>> = {
  get: "reading single items of the table",
  query: "querying the table",
  scan: "scanning the table",
  describe: "describing the table",
  invalidate: "dropping cached answers",
  metrics: "reading metrics",
};

function forbidden({ kind }: Action): Problem {
  return new Problem(403, "forbidden", `no scope of this API key allows ${needed[kind]}`, {
    fix: "ask the service's operator for a key with that scope",
  });
}
