import type { Dead } from "../dead-letter.ts";
import type { InputFormat } from "../formats/format.ts";
import { type Counts, noCounts } from "./counts.ts";
import type { MovedItem } from "./moved-item.ts";
import type { Delivery, Fate } from "./sink.ts";
import type { BadRecord, Chunk, Position } from "./source.ts";

/** A chunk under way: what became of its records so far. */
export class Ticket {
  readonly lane: number;
  readonly next: Position;
  readonly file: string | undefined;
  /** The last line that it holds. */
  readonly lastLine: number;
  readonly dead: (Dead & { readonly line: number })[] = [];
  readonly #format: InputFormat;
  #counts: { -readonly [name in keyof Counts]: Counts[name] };
  #open: number;
  readonly #onEnd: (ticket: Ticket) => void;

  /** @param onEnd is told once the last record is settled */
  constructor(
    { lane, next, file, format = "jsonl", records }: Chunk,
    onEnd: (ticket: Ticket) => void,
  ) {
    this.lane = lane;
    this.next = next;
    this.file = file;
    this.lastLine = records.at(-1)?.line ?? 0;
    this.#format = format;
    this.#open = records.length;
    this.#counts = { ...noCounts, read: records.length };
    this.#onEnd = onEnd;
  }

  get counts(): Counts {
    return this.#counts;
  }

  get ended(): boolean {
    return this.#open === 0;
  }

  delivery(item: MovedItem, original: MovedItem, line: number): Delivery {
    return new TicketDelivery(this, item, original, line);
  }

  refuse({ bytes, line, problem }: BadRecord): void {
    const why = { code: "Unreadable", message: problem, source: this.place(line) };
    // A copy: what it was cut from is far larger.
    this.dead.push({ bytes: Buffer.from(bytes), format: this.#format, ...why, line });
    this.#settle("rejected");
  }

  settle({ item, line }: { item: MovedItem; line: number }, fate: Fate): void {
    if (fate.kind !== "refused") {
      this.#settle(fate.kind);
      return;
    }
    const { code, message } = fate;
    this.dead.push({ item: item.item, code, message, source: this.place(line), line });
    this.#settle("rejected");
  }

  place(line: number): string | undefined {
    return this.file === undefined ? undefined : `${this.file}:${line}`;
  }

  #settle(fate: Exclude<keyof Counts, "read">): void {
    this.#counts[fate] += 1;
    this.#open -= 1;
    if (this.#open === 0) this.#onEnd(this);
  }
}

class TicketDelivery implements Delivery {
  readonly item: MovedItem;
  readonly #ticket: Ticket;
  readonly #original: MovedItem;
  readonly #line: number;

  constructor(ticket: Ticket, item: MovedItem, original: MovedItem, line: number) {
    this.item = item;
    this.#ticket = ticket;
    this.#original = original;
    this.#line = line;
  }

  get place(): string | undefined {
    return this.#ticket.place(this.#line);
  }

  settle(fate: Fate): void {
    this.#ticket.settle({ item: this.#original, line: this.#line }, fate);
  }
}
