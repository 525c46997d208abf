import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { call } from "../../dynamodb/call.ts";
import type { Client, Endpoint } from "../../dynamodb/client.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { Aliases } from "../../expressions/aliases.ts";
import { renderProjection } from "../../expressions/render.ts";
import { listTables } from "../../schema/list.ts";
import { readLiveTable } from "../../schema/live.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { GetAnswer, GetAsk, PageAnswer, PageAsk } from "../ask.ts";
import { Problem } from "../problem.ts";
import type { Spent, Store } from "../store.ts";
import { unknownTable } from "../unknown-table.ts";
import { Breaker } from "./breaker.ts";
import { type Deadline, within } from "./deadline.ts";
import { Descriptions } from "./descriptions.ts";
import { backendProblem } from "./fault.ts";
import { countAll, readPage } from "./page.ts";

/** More than anybody looks through. */
const mostTables = 10_000;

export interface StoreOptions {
  /** How long nothing is asked once DynamoDB has failed too often. */
  readonly breakerPauseMs?: number;
}

/** DynamoDB behind a circuit breaker, each request with an end to its time. */
export function storeOf(
  client: Client,
  { url: at }: Pick<Endpoint, "url">,
  settings: GatewaySettings,
  now: () => number,
  { breakerPauseMs }: StoreOptions = {},
): Store {
  const breaker = new Breaker(now, breakerPauseMs);
  const { backendMs, totalItems } = settings.limits;

  /** Something that is asked of DynamoDB within the time of one request. */
  const asked = <T>(
    caller: AbortSignal | undefined,
    use: (deadline: Deadline) => Promise<T>,
  ): Promise<T> =>
    within(backendMs, caller, now, async deadline => {
      try {
        return await use(deadline);
      } catch (error) {
        throw backendProblem(error, { caller, isOver: deadline.isOver() });
      }
    });

  const describe = (name: string, caller?: AbortSignal): Promise<TableSchema | undefined> =>
    asked(caller, async ({ signal }) => {
      const described = await call(client, "DescribeTable", { TableName: name }, { signal, at });
      return readLiveTable(described, undefined).schema;
    }).catch(error => {
      if (error instanceof Problem && error.status === 404) return undefined;
      throw error;
    });

  const descriptions = new Descriptions(name => breaker.run(() => describe(name)), now);

  const table = async (name: string): Promise<TableSchema> => {
    const schema = await descriptions.get(name);
    if (schema === undefined) throw unknownTable();
    return schema;
  };

  return {
    table,
    breaker: () => breaker.state,

    tables(caller) {
      return breaker.run(() =>
        asked(caller, async ({ signal }) =>
          (await listTables(client, { signal, at, most: mostTables })).sort(),
        ),
      );
    },

    get(ask: GetAsk, caller: AbortSignal, spent: Spent): Promise<GetAnswer> {
      return breaker.run(() =>
        asked(caller, async ({ signal }) => {
          const reply = await call(client, "GetItem", getInput(ask), { signal, at });
          const consumed = reply.ConsumedCapacity?.CapacityUnits ?? null;
          spent(consumed ?? 0);
          return { item: reply.Item ?? undefined, consumed };
        }),
      );
    },

    async page(ask: PageAsk, caller: AbortSignal, spent: Spent): Promise<PageAnswer> {
      const schema = await table(ask.table);
      return breaker.run(() =>
        asked(caller, async deadline => {
          const reader = { client, at, caller, deadline, spent };
          const page = await readPage(reader, ask, schema);
          if (!ask.total) return { ...page, total: undefined };
          if (ask.start === undefined && page.lastKey === undefined) {
            return { ...page, total: { count: page.count, isLowerBound: false } };
          }
          const { total, consumed } = await countAll(reader, ask, totalItems);
          const both = consumed === null ? page.consumed : consumed + (page.consumed ?? 0);
          // Where counting was cut short, the page itself may tell of more.
          const count = Math.max(total.count, page.count);
          return { ...page, consumed: both, total: { ...total, count } };
        }),
      );
    },

    async ping(caller) {
      const [exposed] = settings.tables?.keys() ?? [];
      if (exposed === undefined) {
        await asked(caller, ({ signal }) =>
          call(client, "ListTables", { Limit: 1 }, { signal, at }),
        );
      } else {
        await describe(exposed, caller);
      }
    },
  };
}

function getInput({ table, key, select, consistent }: GetAsk): WireInput {
  const aliases = new Aliases();
  return {
    TableName: table,
    Key: key,
    ...(select && { ProjectionExpression: renderProjection(select, aliases) }),
    ...aliases.members(),
    ...(consistent && { ConsistentRead: true }),
    ReturnConsumedCapacity: "TOTAL",
  };
}
