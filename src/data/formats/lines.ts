/** A line of a file, without its end. */
export interface Line {
  /** undefined for bytes that are no UTF-8. */
  readonly text: string | undefined;
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly line: number;
}

/** The lines of a stream, those of a chunk together. */
export async function* lines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Line[], void, undefined> {
  let rest = Buffer.alloc(0);
  let line = 1;
  const toLine = (bytes: Buffer): Line => {
    const valid = Buffer.from(bytes.toString()).equals(bytes);
    return { text: valid ? bytes.toString() : undefined, bytes, line: line++ };
  };
  for await (const chunk of chunks) {
    const block = Buffer.concat([rest, chunk]);
    const found: Line[] = [];
    let at = 0;
    for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, at)) {
      found.push(toLine(block.subarray(at, end)));
      at = end + 1;
    }
    rest = block.subarray(at);
    if (found.length > 0) yield found;
  }
  if (rest.length > 0) yield [toLine(rest)];
}
