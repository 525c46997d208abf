import type { Client, ClientName, Endpoint } from "../../dynamodb/client.ts";
import { connect } from "../../dynamodb/connect.ts";

/** Clients that stay open from command to command, one a target. */
export class Clients {
  readonly #open = new Map<string, Promise<Client>>();
  readonly #watched: (client: Client) => Client;

  /** @param watched what looks on at what a client sends and gets */
  constructor(watched: (client: Client) => Client) {
    this.#watched = watched;
  }

  get(target: string, endpoint: Endpoint, name: ClientName): Promise<Client> {
    const key = JSON.stringify([target, endpoint.url.href, name]);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const open = connect(endpoint, name).then(this.#watched);
    this.#open.set(key, open);
    // One that failed is tried anew by the next command.
    open.catch(() => this.#open.delete(key));
    return open;
  }

  /** Closes them all; the next command connects anew. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const client of await Promise.all(open)) await client.close();
  }
}
