import { MalformedReply } from "./http-head.ts";

const lineEnd = Buffer.from("\r\n");
const maxLineBytes = 16 * 1024;

/** Puts a chunked body together. Source: RFC 9112, section 7.1. */
export class ChunkedBody {
  readonly pieces: Buffer[] = [];
  #state: "size" | "data" | "dataEnd" | "trailer" = "size";
  /** What is left of the chunk at hand, in bytes. */
  #missing = 0;
  /** A line that has begun. */
  #partial: Buffer = Buffer.alloc(0);

  /** Takes bytes; gives the number of those after the body's end, once it is reached. */
  push(bytes: Buffer): number | undefined {
    let rest = bytes;
    for (;;) {
      if (this.#state === "data") {
        const taken = Math.min(rest.length, this.#missing);
        if (taken > 0) this.pieces.push(Buffer.from(rest.subarray(0, taken)));
        this.#missing -= taken;
        rest = rest.subarray(taken);
        if (this.#missing > 0) return undefined;
        this.#state = "dataEnd";
      }
      const whole = this.#partial.length === 0 ? rest : Buffer.concat([this.#partial, rest]);
      const end = whole.indexOf(lineEnd);
      if (end === -1) {
        if (whole.length > maxLineBytes) throw new MalformedReply("a chunk's line has no end");
        this.#partial = Buffer.from(whole);
        return undefined;
      }
      this.#partial = Buffer.alloc(0);
      rest = whole.subarray(end + lineEnd.length);
      if (this.#line(whole.toString("latin1", 0, end))) return rest.length;
    }
  }

  /** Takes a line; true when it was the last. */
  #line(line: string): boolean {
    switch (this.#state) {
      case "size": {
        const size = /^([\da-f]{1,8})\s*(?:;.*)?$/i.exec(line)?.[1];
        if (size === undefined) throw new MalformedReply("a chunk has no size");
        this.#missing = Number.parseInt(size, 16);
        this.#state = this.#missing === 0 ? "trailer" : "data";
        return false;
      }
      case "dataEnd":
        if (line !== "") throw new MalformedReply("a chunk is longer than it says");
        this.#state = "size";
        return false;
      default:
        return line === "";
    }
  }
}
