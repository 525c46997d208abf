const newline = 10;
const startBytes = 64 * 1024;
/** What ended COPY's data before PostgreSQL 18. */
const endMark = Buffer.from("\\.");

/** Rows of CSV, one after the other in one buffer. */
export class CopyText {
  #buffer = Buffer.allocUnsafe(startBytes);
  /** Behind each row. */
  readonly #ends: number[] = [];
  #sizeBytes = 0;

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
    this.#reserve(end - start + 1);
    block.copy(this.#buffer, this.#sizeBytes, start, end);
    this.#endRow(end - start);
  }

  addText(line: string): void {
    // UTF-8 has at most three bytes for one of UTF-16's units.
    this.#reserve(3 * line.length + 1);
    this.#endRow(this.#buffer.write(line, this.#sizeBytes));
  }

  /** The rows from one to before another. */
  slice(from: number, to: number): Uint8Array {
    return this.#buffer.subarray(this.#ends[from - 1] ?? 0, this.#ends[to - 1] ?? 0);
  }

  #endRow(bytes: number): void {
    this.#buffer[this.#sizeBytes + bytes] = newline;
    this.#sizeBytes += bytes + 1;
    this.#ends.push(this.#sizeBytes);
  }

  #reserve(bytes: number): void {
    const needed = this.#sizeBytes + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#sizeBytes);
    this.#buffer = larger;
  }
}
