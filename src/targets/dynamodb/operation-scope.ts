import {
  type Hole,
  isHole,
  type RequestNode,
  type RequestTemplate,
} from "../../dynamodb/request.ts";
import type { Scope } from "../../template/scope.ts";

/**
 * A draw's scope for an operation of several parts, with what its requests need besides. The clock
 * stands still: an operation's pages and attempts are to say the same.
 */
export class OperationScope implements Scope {
  readonly seed: number;
  readonly indexes: readonly number[];
  readonly vars: Scope["vars"];
  readonly now: () => number;
  index: number;
  /** What makes a second attempt of a transaction no second transaction. */
  token = "";
  /** Where the next page begins, in the service's own form. */
  resume: unknown;
  /** Whether a batch is to look for indexes that have one key. */
  distinct = false;
  /** How many requests a batch has made of the indexes; known once it is filled. */
  size = 0;

  constructor(scope: Scope) {
    const nowMs = scope.now();
    this.seed = scope.seed;
    this.index = scope.index;
    this.indexes = scope.indexes ?? [];
    this.vars = scope.vars;
    this.now = () => nowMs;
  }

  /** Points at the item of a transaction's member. */
  at(member: number): this {
    this.index = this.indexes[member] ?? this.index;
    return this;
  }
}

/** A hole that is filled from the operation's own part of the scope. */
export function ownHole(value: (scope: OperationScope) => unknown): Hole {
  return {
    hole: true,
    wire: scope => JSON.stringify(value(own(scope))),
    value: scope => value(own(scope)),
  };
}

/** A single item's request as the member of a transaction: its holes are about the member's item. */
export function inMember(
  input: RequestTemplate["input"],
  member: number,
): RequestTemplate["input"] {
  return Object.fromEntries(
    Object.entries(input).map(([name, node]) => [name, nodeInMember(node, member)]),
  );
}

function nodeInMember(node: RequestNode | undefined, member: number): RequestNode | undefined {
  if (isHole(node)) {
    return {
      hole: true,
      wire: scope => node.wire(own(scope).at(member)),
      value: scope => node.value(own(scope).at(member)),
    };
  }
  if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
  return inMember(node as RequestTemplate["input"], member);
}

/** What the operation has besides. */
export function own(scope: Scope): OperationScope {
  if (scope instanceof OperationScope) return scope;
  throw new TypeError("a request of an operation's own scope was filled from another one");
}
