import { maxTransactionMembers } from "../../dynamodb/limits.ts";
import type { Part } from "../part.ts";
import type { Entity, Pick } from "../scenario.ts";
import { Trail } from "./trail.ts";

interface Member {
  readonly entity: Entity;
  readonly pick: Pick;
}

/**
 * The members of a transaction as they are read. DynamoDB takes no item twice in one, so whatever can
 * never, or not always, be different items is a mistake.
 */
export class Members<T extends Member> {
  readonly #part: Part;
  readonly #list: T[] = [];
  /** Places that each entity's seeded items take. */
  readonly #taken = new Map<Entity, number>();
  #trail: Trail;

  constructor(part: Part, before: Trail | undefined) {
    this.#part = part;
    this.#trail = before ?? new Trail();
  }

  /** What `same` would mean in the next member. */
  get trail(): Trail {
    return this.#trail;
  }

  add(part: Part, member: T, size = 1): void {
    const { entity, pick } = member;
    if (pick.kind === "same") this.#checkSame(part, member, size);
    else if (pick.kind !== "new") this.#checkCount(part, entity, size);
    for (let copy = 0; copy < size; copy++) this.#list.push({ ...member });
    this.#trail = this.#trail.after(member);
  }

  /** All of them; undefined when there are none, which is noted where they were read. */
  checked(): readonly T[] | undefined {
    const count = this.#list.length;
    if (count > maxTransactionMembers) {
      this.#part.problem(
        `a transaction of ${count} members; DynamoDB takes at most ${maxTransactionMembers}`,
        { hint: "make several operations of it" },
      );
    }
    return count === 0 ? undefined : this.#list;
  }

  #checkSame(part: Part, { entity }: T, size: number): void {
    const twice = size > 1 || this.#list.some(each => each.entity === entity);
    if (!twice) return;
    part.part("pick").problem(`pick same: the transaction may touch one ${entity.name} twice`, {
      hint:
        size > 1
          ? "same is one item: leave out size"
          : `same goes with another entity than the members before; of ${entity.name}, pick another item`,
    });
  }

  #checkCount(part: Part, entity: Entity, size: number): void {
    const taken = (this.#taken.get(entity) ?? 0) + size;
    this.#taken.set(entity, taken);
    if (entity.count === 0 || taken <= entity.count) return;
    part
      .part("entity")
      .problem(
        `${entity.name} has ${entity.count} items, fewer than the ${taken} that the transaction takes`,
        { hint: "a transaction names each item once" },
      );
  }
}
