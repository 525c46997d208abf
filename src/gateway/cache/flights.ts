import type { CacheTag } from "../cache.ts";
import { ByTag, type Dropped } from "./by-tag.ts";
import { Flight } from "./flight.ts";

/** `isCurrent`: whether what it gives may be kept, as nothing was dropped meanwhile that it is of. */
type Call<T> = (signal: AbortSignal, isCurrent: () => boolean) => Promise<T>;

/** The calls that are under way, by name: who asks for one joins it. */
export class Flights<T> {
  readonly #flights = new Map<string, Flight<T>>();
  readonly #names = new ByTag();

  /** `first`: the call was begun for this one. Throws the signal's reason when that is aborted. */
  async join(
    name: string,
    tag: CacheTag,
    call: Call<T>,
    signal: AbortSignal,
  ): Promise<{ readonly value: T; readonly first: boolean }> {
    signal.throwIfAborted();
    const joined = this.#flights.get(name);
    if (joined !== undefined && !joined.isAbandoned) {
      return { value: await joined.wait(signal), first: false };
    }
    return { value: await this.#begin(name, tag, call).wait(signal), first: true };
  }

  /** From now on nobody joins those that are of it. Who waits for them is given what they give. */
  forget(what: Dropped): void {
    for (const name of this.#names.take(what)) this.#flights.delete(name);
  }

  #begin(name: string, tag: CacheTag, call: Call<T>): Flight<T> {
    const isCurrent = () => this.#flights.get(name) === flight;
    const flight = new Flight(async signal => {
      try {
        return await call(signal, isCurrent);
      } finally {
        if (isCurrent()) {
          this.#flights.delete(name);
          this.#names.delete(name, tag);
        }
      }
    });
    this.#flights.set(name, flight);
    this.#names.add(name, tag);
    return flight;
  }
}
