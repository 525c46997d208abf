const mostNames = 100;
const otherName = "other";

/** How often each name was met. A service that makes up ever new names fills no memory. */
export class Counts {
  readonly #times = new Map<string, number>();

  add(name: string, times: number): void {
    const known = knownName(this.#times, name);
    this.#times.set(known, (this.#times.get(known) ?? 0) + times);
  }

  addAll(counts: Iterable<readonly [name: string, times: number]>): void {
    for (const [name, times] of counts) this.add(name, times);
  }

  entries(): Iterable<readonly [name: string, times: number]> {
    return this.#times;
  }

  mostFrequentFirst(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#times].sort(([a, x], [b, y]) => y - x || byName(a, b)));
  }
}

/** The name itself, or `other` for a new one when there are 100 already. */
export function knownName(names: ReadonlyMap<string, unknown>, name: string): string {
  return names.has(name) || names.size < mostNames ? name : otherName;
}

export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
