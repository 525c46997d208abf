import type { Item } from "../../values/attribute.ts";

/** An item under way, as a tree or as DynamoDB JSON text; each is made from the other when it is first asked for. */
export class MovedItem {
  #item: Item | undefined;
  #text: string | undefined;

  protected constructor(item: Item | undefined, text: string | undefined) {
    this.#item = item;
    this.#text = text;
  }

  static ofItem(item: Item): MovedItem {
    return new MovedItem(item, undefined);
  }

  /** @param text DynamoDB JSON of one item, `{"Id":{"S":"a"}}`, known to be valid: it goes into requests as it is */
  static ofText(text: string): MovedItem {
    return new MovedItem(undefined, text);
  }

  get item(): Item {
    this.#item ??= JSON.parse(this.#text ?? "{}") as Item;
    return this.#item;
  }

  /** DynamoDB JSON of the item. */
  get text(): string {
    this.#text ??= JSON.stringify(this.#item);
    return this.#text;
  }
}
