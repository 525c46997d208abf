const newline = 10;
/** For a batch of the usual size: memory that is not written to costs nothing, and to move what was written does. */
const startBytes = 2 * 1024 * 1024 + 64 * 1024;
/** What ended COPY's data before PostgreSQL 18. */
const endMark = Buffer.from("\\.");
const none = Buffer.alloc(0);

/** Rows of CSV, one after the other in one buffer. */
export class CopyText {
  #buffer = Buffer.allocUnsafe(startBytes);
  /** Behind each row. */
  readonly #ends: number[] = [];
  #sizeBytes = 0;
  /** Where the last rows stand, which are copied together: they are in the size and not yet in the buffer. */
  #block: Buffer = none;
  #start = 0;
  #end = 0;

  get count(): number {
    return this.#ends.length;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  addBytes(block: Buffer, start: number, end: number): void {
    if (end - start === endMark.length && endMark.compare(block, start, end) === 0) {
      this.addText('"\\."');
      return;
    }
    const goesOn = block === this.#block && start === this.#end + 1 && block[this.#end] === newline;
    if (!goesOn) {
      this.#copyRun();
      this.#block = block;
      this.#start = start;
    }
    this.#end = end;
    this.#endRow(end - start);
  }

  addText(line: string): void {
    this.#copyRun();
    // UTF-8 has at most three bytes for one of UTF-16's units.
    this.#reserve(3 * line.length + 1);
    const bytes = this.#buffer.write(line, this.#sizeBytes);
    this.#buffer[this.#sizeBytes + bytes] = newline;
    this.#endRow(bytes);
  }

  /** The rows from one to before another. */
  slice(from: number, to: number): Uint8Array {
    this.#copyRun();
    return this.#buffer.subarray(this.#ends[from - 1] ?? 0, this.#ends[to - 1] ?? 0);
  }

  #endRow(bytes: number): void {
    this.#sizeBytes += bytes + 1;
    this.#ends.push(this.#sizeBytes);
  }

  #copyRun(): void {
    if (this.#block === none) return;
    this.#reserve(0);
    const at = this.#sizeBytes - (this.#end - this.#start) - 1;
    this.#block.copy(this.#buffer, at, this.#start, this.#end);
    this.#buffer[this.#sizeBytes - 1] = newline;
    this.#block = none;
  }

  #reserve(bytes: number): void {
    const needed = this.#sizeBytes + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#sizeBytes);
    this.#buffer = larger;
  }
}
