import type { Scope } from "../../template/scope.ts";

/** A draw's scope for one member of a transaction after the other. The clock stands still: all members, and all tries, say the same. */
export class MemberScope implements Scope {
  readonly seed: number;
  readonly vars: Scope["vars"];
  readonly now: () => number;
  index: number;
  readonly #indexes: readonly number[];

  constructor(scope: Scope) {
    const nowMs = scope.now();
    this.seed = scope.seed;
    this.index = scope.index;
    this.#indexes = scope.indexes ?? [];
    this.vars = scope.vars;
    this.now = () => nowMs;
  }

  /** Points at the item of a member. */
  at(member: number): this {
    this.index = this.#indexes[member] ?? this.index;
    return this;
  }
}
