import type { AttributeValue } from "../../values/attribute.ts";
import { canonicalNumber } from "../../values/number.ts";
import type { Delivery, Fate } from "./sink.ts";

/** The items of one key that are held just now. */
export interface KeyLine {
  readonly key: string;
  /** The last one is to be sent; those before it are as good as written once it is. */
  readonly stack: Delivery[];
  /** Came while one was in flight, in their order; most keys come once, and have none. */
  later: Delivery[] | undefined;
  inFlight: boolean;
}

/**
 * Holds items until they may be sent: of each key one at a time, so that the last one wins whatever
 * overtakes what on the way.
 */
export class KeyQueue {
  readonly #replaces: boolean;
  readonly #lines = new Map<string, KeyLine>();
  /** Lines that have something to send and nothing in flight. */
  #ready: KeyLine[] = [];
  #held = 0;
  #heldCharacters = 0;

  /** @param replaces whether an item makes sending those before it needless */
  constructor(replaces: boolean) {
    this.#replaces = replaces;
  }

  /** Items whose fate is open. */
  get held(): number {
    return this.#held;
  }

  get heldCharacters(): number {
    return this.#heldCharacters;
  }

  /** Keys that could be sent at once. */
  get ready(): number {
    return this.#ready.length;
  }

  /** @param key one text for each key */
  put(delivery: Delivery, key: string): void {
    this.#held += 1;
    this.#heldCharacters += delivery.item.text.length;
    const line = this.#lines.get(key);
    if (line === undefined) {
      const first = { key, stack: [delivery], later: undefined, inFlight: false };
      this.#lines.set(key, first);
      this.#ready.push(first);
    } else if (line.inFlight || !this.#replaces) {
      line.later ??= [];
      line.later.push(delivery);
    } else line.stack.push(delivery);
  }

  /** Takes some lines whose last items are to be sent; at least one where there is any. */
  take(mostLines: number, mostCharacters: number): KeyLine[] {
    let characters = 0;
    let count = 0;
    for (const line of this.#ready) {
      characters += textOf(line).length;
      if (count >= mostLines || (count > 0 && characters > mostCharacters)) break;
      line.inFlight = true;
      count += 1;
    }
    return this.#ready.splice(0, count);
  }

  /** What became of the item of a line that was in flight. */
  settle(line: KeyLine, fate: Fate): void {
    line.inFlight = false;
    const { stack, later } = line;
    const ended = fate.kind === "refused" ? stack.splice(-1) : stack.splice(0);
    this.#end(ended, fate);
    if (later !== undefined) {
      if (this.#replaces) stack.push(...later.splice(0));
      else if (stack.length === 0) stack.push(...later.splice(0, 1));
    }
    if (line.stack.length > 0) this.#ready.push(line);
    else this.#lines.delete(line.key);
  }

  #end(deliveries: readonly Delivery[], fate: Fate): void {
    for (const delivery of deliveries) {
      this.#held -= 1;
      this.#heldCharacters -= delivery.item.text.length;
      delivery.settle(fate);
    }
  }
}

/** The item of a line that is to be sent. */
export function currentOf({ stack }: KeyLine): Delivery {
  const current = stack.at(-1);
  if (current === undefined) throw new RangeError("a line in the queue is never empty");
  return current;
}

function textOf(line: KeyLine): string {
  return currentOf(line).item.text;
}

/** One text for each key, of its values. */
export function keyTextOf(values: readonly (AttributeValue | undefined)[]): string {
  let text = "";
  for (const value of values) {
    const part = valueText(value);
    text += `${part.length}:${part}`;
  }
  return text;
}

function valueText(value: AttributeValue | undefined): string {
  if (value === undefined) return "";
  if ("S" in value) return value.S;
  if ("N" in value) return canonicalNumber(value.N);
  // The same bytes may be written in more than one way.
  return "B" in value ? Buffer.from(value.B, "base64").toString("base64") : "";
}
