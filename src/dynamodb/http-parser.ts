import { ChunkedBody } from "./chunked-body.ts";
import { type HttpHead, MalformedReply, parseHead } from "./http-head.ts";
import type { Incoming } from "./transport.ts";

/** A reply, and whether its connection may be used again. */
export interface ParsedReply extends Incoming {
  readonly keepAlive: boolean;
}

const headEnd = Buffer.from("\r\n\r\n");
const maxHeadBytes = 64 * 1024;
const nothing = Buffer.alloc(0);

/**
 * Reads one reply after another from the bytes of a connection, however they are cut. A reply's body
 * is a copy, so that the caller may reuse its buffer.
 */
export class HttpParser {
  /** The start of a head whose end has not come. */
  #partial: Buffer = nothing;
  #head: HttpHead | undefined;
  #chunked: ChunkedBody | undefined;
  #pieces: Buffer[] = [];
  #collected = 0;
  #started = false;

  /** Whether a reply has begun and not ended. */
  get started(): boolean {
    return this.#started;
  }

  /** Takes bytes; gives the reply that they complete. Throws a MalformedReply. */
  push(bytes: Buffer): ParsedReply | undefined {
    this.#started = true;
    let rest = bytes;
    while (this.#head === undefined) {
      const whole = this.#partial.length === 0 ? rest : Buffer.concat([this.#partial, rest]);
      const end = whole.indexOf(headEnd);
      if (end === -1 || end > maxHeadBytes) {
        if (whole.length > maxHeadBytes) throw new MalformedReply("the reply's head has no end");
        mustBeHttp(whole);
        this.#partial = this.#partial.length === 0 ? Buffer.from(rest) : whole;
        return undefined;
      }
      this.#partial = nothing;
      rest = whole.subarray(end + headEnd.length);
      const head = parseHead(whole.toString("latin1", 0, end));
      // 100 Continue and its like come before the reply.
      if (head.status >= 200) this.#head = head;
      else if (rest.length === 0) return undefined;
    }
    return this.#read(this.#head, rest);
  }

  /** The connection has ended: gives the reply if that is how its end is told. */
  end(): ParsedReply | undefined {
    if (this.#head?.body.kind !== "untilClose") return undefined;
    return this.#reply(this.#head, Buffer.concat(this.#pieces), 0);
  }

  #read(head: HttpHead, bytes: Buffer): ParsedReply | undefined {
    switch (head.body.kind) {
      case "fixed": {
        const missing = head.body.bytes - this.#collected;
        if (bytes.length < missing) {
          this.#collect(bytes);
          return undefined;
        }
        const piece = Buffer.from(bytes.subarray(0, missing));
        const body = this.#collected === 0 ? piece : Buffer.concat([...this.#pieces, piece]);
        return this.#reply(head, body, bytes.length - missing);
      }
      case "chunked": {
        this.#chunked ??= new ChunkedBody();
        const left = this.#chunked.push(bytes);
        if (left === undefined) return undefined;
        return this.#reply(head, Buffer.concat(this.#chunked.pieces), left);
      }
      case "untilClose":
        this.#collect(bytes);
        return undefined;
      default:
        return head.body satisfies never;
    }
  }

  #collect(bytes: Buffer): void {
    this.#pieces.push(Buffer.from(bytes));
    this.#collected += bytes.length;
  }

  #reply(head: HttpHead, body: Buffer, surplusBytes: number): ParsedReply {
    this.#head = undefined;
    this.#chunked = undefined;
    if (this.#collected > 0) this.#pieces = [];
    this.#collected = 0;
    this.#started = false;
    const { status, date, crc32, keepAlive } = head;
    // Nobody asked for more: whatever it is, the next reply would be mistaken.
    return { status, date, crc32, body, keepAlive: keepAlive && surplusBytes === 0 };
  }
}

function mustBeHttp(start: Buffer): void {
  const seen = start.toString("latin1", 0, 7);
  if (!"HTTP/1.".startsWith(seen)) throw new MalformedReply("the reply is not HTTP/1.1");
}
