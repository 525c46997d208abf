import type { Session } from "../../cli/session.ts";
import { keyAttributes } from "../../data/table-keys.ts";
import { type ItemsOptions, type ItemWriter, itemWriter, writeItem } from "../../output/items.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";

/** Prints items as they come; an only one by itself, with nothing around it. */
export class ItemOutput {
  readonly #session: Session;
  readonly #options: ItemsOptions;
  #only: Item | undefined;
  #writer: ItemWriter | undefined;
  #count = 0;

  constructor(
    session: Session,
    table: Pick<TableSchema, "key" | "ttl">,
    columns?: readonly string[],
  ) {
    this.#session = session;
    this.#options = {
      keys: keyAttributes(table.key).map(({ name }) => name),
      columns,
      ttl: table.ttl || undefined,
      now: session.context.now(),
      paint: session.paint,
    };
  }

  async add(item: Item): Promise<void> {
    this.#count += 1;
    if (this.#count === 1) this.#only = item;
    else await this.#write(item);
  }

  /** @param isOnly whether no more than one was asked for */
  async end(isOnly: boolean): Promise<void> {
    const { context } = this.#session;
    if (isOnly) {
      if (!this.#only) return;
      return writeItem(this.#only, this.#session.format("items"), context.stdout, this.#options);
    }
    await this.#write();
    const rest = { nextToken: null, consumedCapacity: null };
    await this.#writer?.end({ count: this.#count, scannedCount: this.#count, ...rest });
  }

  async #write(...items: Item[]): Promise<void> {
    const { context } = this.#session;
    this.#writer ??= itemWriter(this.#session.format("items"), context.stdout, this.#options);
    const first = this.#only ? [this.#only] : [];
    this.#only = undefined;
    await this.#writer.write([...first, ...items]);
  }
}
