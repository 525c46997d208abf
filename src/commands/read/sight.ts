import { aroundSend } from "../../dynamodb/around-send.ts";
import type { Client, Reply, Throttle } from "../../dynamodb/client.ts";
import type { ConsumedCapacity } from "../../dynamodb/output.ts";
import type { Page } from "../../dynamodb/paging.ts";
import type { Budget } from "./budget.ts";

/** What a reading takes, page by page as they arrive; it ends where its budget does. */
export class Sight {
  readonly budget: Budget | undefined;
  /** A reading of which a part was left because the budget was spent. */
  isStopped = false;
  pages = 0;
  evaluated = 0;
  returned = 0;
  /** Read units. */
  units = 0;
  readonly unitsByPart = new Map<string, number>();
  requests = 0;
  retries = 0;
  readonly throttles = new Map<string, number>();

  constructor(budget: Budget | undefined) {
    this.budget = budget;
  }

  get isSpent(): boolean {
    return this.budget !== undefined && this.units >= this.budget.units;
  }

  /** The same pages; no more are asked for once the budget is spent, since any costs something. */
  async *watch(pages: AsyncIterable<Page>): AsyncGenerator<Page, void, undefined> {
    for await (const page of pages) {
      this.#add(page);
      yield page;
      if (!this.isSpent) continue;
      if (page.lastKey !== undefined) this.isStopped = true;
      return;
    }
  }

  /** The same client; what its requests took is counted. */
  client(client: Client): Client {
    return aroundSend(client, async send => {
      const reply = await send();
      this.#count(reply);
      return reply;
    });
  }

  #add({ count, scannedCount, consumed }: Page): void {
    this.pages += 1;
    this.evaluated += scannedCount;
    this.returned += count;
    this.units += consumed?.CapacityUnits ?? 0;
    for (const [part, units] of partsOf(consumed)) {
      this.unitsByPart.set(part, (this.unitsByPart.get(part) ?? 0) + units);
    }
  }

  #count({ attempts, throttles }: Reply): void {
    this.requests += attempts;
    this.retries += Math.max(0, attempts - 1);
    for (const { reason } of throttles as readonly Throttle[]) {
      this.throttles.set(reason, (this.throttles.get(reason) ?? 0) + 1);
    }
  }
}

/** Units of the table and of each index, where there are any. */
function partsOf(consumed: ConsumedCapacity | undefined): [string, number][] {
  if (consumed === undefined) return [];
  const { Table, GlobalSecondaryIndexes, LocalSecondaryIndexes } = consumed;
  const indexes = { ...asParts(GlobalSecondaryIndexes), ...asParts(LocalSecondaryIndexes) };
  const table = { [String(consumed.TableName)]: Table } as Record<string, unknown>;
  return [...Object.entries(table), ...Object.entries(indexes)].flatMap(([name, part]) => {
    const units = (part as ConsumedCapacity | undefined)?.CapacityUnits ?? 0;
    return units > 0 ? [[name, units] as [string, number]] : [];
  });
}

function asParts(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
