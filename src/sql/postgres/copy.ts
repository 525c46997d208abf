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
    super({ name: "", text, shape: undefined }, [], end);
    this.#data = data;
  }

  override submit(wire: Parameters<PreparedQuery["submit"]>[0]): null {
    (wire as unknown as CopyWire).query(this.text);
    return null;
  }

  override handleCopyInResponse(wire: Parameters<PreparedQuery["handleCopyInResponse"]>[0]): void {
    const copy = wire as unknown as CopyWire;
    copy.sendCopyFromChunk(this.#data);
    copy.endCopyFrom();
  }
}
