import type { Consumed } from "../targets/target.ts";
import { byName, knownName } from "./counts.ts";
import type { Capacity } from "./result.ts";
import { roundFigure } from "./round.ts";

interface Units {
  read: number;
  write: number;
}

/** Capacity units by table and index; on the path of every operation. */
export class Consumption {
  readonly #resources = new Map<string, Units>();

  record(consumed: readonly Consumed[]): void {
    for (const { resource, readUnits, writeUnits } of consumed) {
      this.#add(resource, readUnits, writeUnits);
    }
  }

  add(other: Consumption): void {
    for (const [name, { read, write }] of other.#resources) this.#add(name, read, write);
  }

  /** Adds what a result tells. */
  addCapacity({ resources }: Capacity): void {
    for (const [name, { read, write }] of Object.entries(resources)) this.#add(name, read, write);
  }

  /** What consumed most comes first. */
  capacity(): Capacity {
    let [read, write] = [0, 0];
    for (const units of this.#resources.values()) {
      read += units.read;
      write += units.write;
    }
    const sorted = [...this.#resources].sort(
      ([a, x], [b, y]) => y.read + y.write - x.read - x.write || byName(a, b),
    );
    const resources = sorted.map(([name, units]) => [name, rounded(units)] as const);
    return { ...rounded({ read, write }), resources: Object.fromEntries(resources) };
  }

  #add(resource: string, read: number, write: number): void {
    const units = this.#resources.get(resource);
    if (units !== undefined) {
      units.read += read;
      units.write += write;
      return;
    }
    const name = knownName(this.#resources, resource);
    // With 100 names a new one counts as another's that may be there already.
    if (name !== resource && this.#resources.has(name)) this.#add(name, read, write);
    else this.#resources.set(name, { read, write });
  }
}

function rounded({ read, write }: Units): Units {
  return { read: roundFigure(read), write: roundFigure(write) };
}
