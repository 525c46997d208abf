/** Names for labels, of which there are at most so many: whatever comes after those is `other`. */
export class LimitedNames {
  readonly #known = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size >= this.#most) return "other";
    this.#known.add(name);
    return name;
  }
}
