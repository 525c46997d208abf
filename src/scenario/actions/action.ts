import type { Part } from "../part.ts";
import type { Action } from "../scenario.ts";
import { readBatchGet, readBatchWrite } from "./batch.ts";
import type { ActionContext } from "./context.ts";
import { readQuery, readScan } from "./search.ts";
import { readDelete, readGet, readPut, readUpdate } from "./single.ts";
import { readStatement } from "./statement.ts";
import { Trail } from "./trail.ts";
import { readTransactGet, readTransactWrite } from "./transaction.ts";

export type ActionKind = Action["kind"];

type Reader = (part: Part, context: ActionContext) => Action | undefined;

const readers = {
  get: readGet,
  put: readPut,
  update: readUpdate,
  delete: readDelete,
  query: readQuery,
  scan: readScan,
  batchGet: readBatchGet,
  batchWrite: readBatchWrite,
  transactGet: readTransactGet,
  transactWrite: readTransactWrite,
  statement: readStatement,
} satisfies Record<ActionKind, Reader>;

export const actionKinds = Object.keys(readers) as readonly ActionKind[];

/** Compiles what an operation does; undefined when it has mistakes, which are noted. */
export function readAction(
  part: Part,
  kind: ActionKind,
  context: ActionContext,
): Action | undefined {
  return readers[kind](part, context);
}

/** What `same` means in the step after this one. */
export function trailAfter(trail: Trail, action: Action): Trail {
  switch (action.kind) {
    case "get":
    case "put":
    case "update":
    case "delete":
      return trail.after(action);
    case "query":
    case "scan":
    case "statement":
      return trail;
    case "batchGet":
    case "batchWrite":
    case "transactGet":
    case "transactWrite":
      // Several items: none of them is the one before.
      return new Trail();
    default:
      return action satisfies never;
  }
}
