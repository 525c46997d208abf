/**
 * Whether the names of an object are all different. The items of a file mostly have the same names in
 * the same order: a name that stands where it stood in the last item costs a comparison.
 */
export class Names {
  /** Of the last object, as they stand in the text, with their quotes; all different. */
  #last: readonly string[] = [];
  #count = 0;
  /** Once the object has left the order of the last. */
  #seen: Set<string> | undefined;

  begin(): void {
    this.#count = 0;
    this.#seen = undefined;
  }

  /** The end of the name that opens here if it is the one that stood here the last time, else -1. */
  known(text: string, at: number): number {
    if (this.#seen !== undefined) return -1;
    const name = this.#last[this.#count];
    if (name === undefined || !text.startsWith(name, at)) return -1;
    this.#count++;
    return at + name.length;
  }

  /** The same in UTF-8, where names are added with a character for each byte. */
  knownBytes(bytes: Uint8Array, at: number): number {
    if (this.#seen !== undefined) return -1;
    const name = this.#last[this.#count];
    if (name === undefined) return -1;
    for (let from = 0; from < name.length; from++) {
      if (bytes[at + from] !== name.charCodeAt(from)) return -1;
    }
    this.#count++;
    return at + name.length;
  }

  /** Adds a name that was not known; false when it is there already. */
  add(name: string): boolean {
    this.#seen ??= new Set(this.#last.slice(0, this.#count));
    if (this.#seen.has(name)) return false;
    this.#seen.add(name);
    return true;
  }

  end(): void {
    if (this.#seen !== undefined) this.#last = [...this.#seen];
  }
}

/** One for each level of nesting: objects that stand side by side mostly have the same names, too. */
export function namesByDepth(): (depth: number) => Names {
  const all: Names[] = [];
  return depth => {
    const names = all[depth] ?? new Names();
    all[depth] = names;
    return names;
  };
}
