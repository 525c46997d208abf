/** A queue of at most `capacity` members that never allocates. */
export class Ring<T> {
  readonly #members: (T | undefined)[];
  #first = 0;
  #size = 0;

  constructor(capacity: number) {
    this.#members = new Array<T | undefined>(capacity).fill(undefined);
  }

  push(member: T): void {
    const { length } = this.#members;
    if (this.#size === length) throw new RangeError(`the ring holds ${length} already`);
    this.#members[(this.#first + this.#size++) % length] = member;
  }

  /** The member that was pushed first. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const member = this.#members[this.#first];
    this.#first = (this.#first + 1) % this.#members.length;
    this.#size--;
    return member;
  }
}
