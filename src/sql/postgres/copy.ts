import { PreparedQuery, type QueryEnd } from "./query.ts";

/** What of pg's connection COPY writes to. */
interface CopyWire {
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
}

/** `COPY … FROM STDIN`, with all of its data at hand. */
export class CopyQuery extends PreparedQuery {
  readonly #data: Uint8Array;

  constructor(text: string, data: Uint8Array, end: (end: QueryEnd) => void) {
    super([{ known: { name: "", text, shape: undefined }, values: [] }], end);
    this.#data = data;
  }

  /** All at once, so that the server need not wait for us; data of what it refuses it leaves unread. */
  override submit(wire: Parameters<PreparedQuery["submit"]>[0]): null {
    const copy = wire as unknown as CopyWire;
    copy.query(this.text);
    copy.sendCopyFromChunk(this.#data);
    copy.endCopyFrom();
    return null;
  }

  override handleCopyInResponse(): void {}
}
