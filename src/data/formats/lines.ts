import { isUtf8 } from "node:buffer";

/** A line of a file, without its end. */
export interface Line {
  /** undefined when it is no text, as `problem` says. */
  readonly text: string | undefined;
  /** From 1. */
  readonly line: number;
  /** Where it stands: from `start` to `end`. */
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;
  readonly problem?: string;
}

/** A line that is text, which is not made before somebody asks for it. */
class TextLine implements Line {
  readonly line: number;
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;

  constructor(line: number, block: Buffer, start: number, end: number) {
    this.line = line;
    this.block = block;
    this.start = start;
    this.end = end;
  }

  get text(): string {
    return this.block.toString("utf8", this.start, this.end);
  }
}

/** Far beyond an item of 400 KB, however it is written. */
export const maxLineBytes = 16 * 1024 * 1024;
/** What is kept of a line that is longer. */
const keptBytes = 64 * 1024;
const newline = 10;
/** U+FEFF, which some programs put before UTF-8. */
const mark = Buffer.from("\ufeff");

/** A line as it stands in its file. */
export function bytesOf({ block, start, end }: Line): Uint8Array {
  return block.subarray(start, end);
}

/** The lines of a stream, all that end in a chunk together. A byte order mark at its beginning is left out. */
export async function* lines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Line[], void, undefined> {
  const splitter = new Splitter();
  for await (const chunk of chunks) {
    const found = splitter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (found.length > 0) yield found;
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

class Splitter {
  /** Begins with what is there of a line that has not ended. */
  #held: Buffer = Buffer.alloc(0);
  #heldBytes = 0;
  #tooLong = false;
  #line = 1;

  push(chunk: Buffer): Line[] {
    const end = chunk.lastIndexOf(newline);
    if (end < 0) {
      this.#keep(chunk);
      return [];
    }
    const found: Line[] = [];
    let start = 0;
    if (this.#tooLong) {
      start = chunk.indexOf(newline) + 1;
      found.push(this.#longLine());
    }
    if (start <= end) this.#split(this.#joined(chunk.subarray(start, end)), found);
    this.#heldBytes = 0;
    this.#keep(chunk.subarray(end + 1));
    return found;
  }

  end(): Line[] {
    if (this.#tooLong) return [this.#longLine()];
    const found: Line[] = [];
    if (this.#heldBytes > 0) this.#split(this.#joined(Buffer.alloc(0)), found);
    return found;
  }

  #keep(part: Buffer): void {
    if (part.length === 0 || this.#tooLong) return;
    const bytes = this.#heldBytes + part.length;
    if (bytes > this.#held.length) {
      // Twice as much, so that a line of many small chunks is not copied for each of them.
      const larger = Buffer.allocUnsafe(Math.max(bytes, 2 * this.#held.length));
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    part.copy(this.#held, this.#heldBytes);
    this.#heldBytes = bytes;
    if (bytes <= maxLineBytes) return;
    this.#tooLong = true;
    this.#heldBytes = keptBytes;
  }

  #joined(end: Buffer): Buffer {
    if (this.#heldBytes === 0) return end;
    return Buffer.concat([this.#held.subarray(0, this.#heldBytes), end]);
  }

  #longLine(): Line {
    this.#tooLong = false;
    const block = Buffer.from(this.#held.subarray(0, this.#heldBytes));
    this.#heldBytes = 0;
    const problem = `longer than ${maxLineBytes >> 20} MiB, and an item has 400 KB; its first ${keptBytes >> 10} KiB are kept`;
    return { text: undefined, line: this.#line++, block, start: 0, end: block.length, problem };
  }

  #split(block: Buffer, found: Line[]): void {
    const isText = isUtf8(block);
    let start = this.#line === 1 && block.subarray(0, mark.length).equals(mark) ? mark.length : 0;
    for (let end = -1; end < block.length; start = end + 1) {
      end = block.indexOf(newline, start);
      if (end < 0) end = block.length;
      const line = this.#line++;
      if (isText || isUtf8(block.subarray(start, end))) {
        found.push(new TextLine(line, block, start, end));
      } else {
        const problem = "bytes that are not UTF-8";
        found.push({ text: undefined, line, block, start, end, problem });
      }
    }
  }
}
