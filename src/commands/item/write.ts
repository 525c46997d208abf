import { confirm } from "../../cli/confirm.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { call } from "../../dynamodb/call.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { Aliases } from "../../expressions/aliases.ts";
import type { Condition } from "../../expressions/ast.ts";
import { parseCondition } from "../../expressions/parse.ts";
import { renderCondition } from "../../expressions/render.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { noticeMemory } from "../memory-notice.ts";
import { openTable } from "../read/open-table.ts";
import { doubtful, tellInterrupted } from "./doubt.ts";
import { eachItem } from "./each.ts";
import type { Given } from "./given.ts";
import { ItemOutput } from "./output.ts";
import { refusal } from "./refusal.ts";
import type { Returned } from "./returned.ts";

/** The options of put, update and delete. */
export interface WriteOptions {
  readonly if?: string;
  readonly return?: Returned;
}

/** A kind of write, as its command knows it. */
export interface Write {
  readonly operation: "PutItem" | "UpdateItem" | "DeleteItem";
  /** The member of the request that holds what was given. */
  readonly member: "Item" | "Key";
  /** What happens to an item, e.g. `delete`. */
  readonly verb: string;
  given(table: TableSchema): Given;
  /** Throws for what the service would refuse. */
  check(given: Item, table: TableSchema): void;
  /** The `ReturnValues` to ask for. To ask for what was there makes a write that is lost unsafe to repeat. */
  readonly returnValues?: string | undefined;
  /** What there is in every request besides, and a condition besides the user's. Throws for what the table would refuse. */
  also?(table: TableSchema, aliases: Aliases): { members?: WireInput; condition?: Condition };
  /** What to print of what came back. */
  returned(attributes: Item, given: Item, table: TableSchema): Item | undefined;
  /** The service's refusal in words that help more; the same where there are none. */
  explain?(error: unknown, given: Item, table: TableSchema): unknown;
  /** What was done, e.g. `deleted 1 item from Users`. `there` counts the writes that gave something back. */
  summary(table: string, done: number, there: number): string;
}

/** Writes what was given, one by one, and says so. */
export async function write(
  session: Session,
  options: WriteOptions,
  tableName: string,
  kind: Write,
): Promise<void> {
  const condition = options.if === undefined ? undefined : parseCondition(options.if);
  const isDry = session.flags.dryRun;
  await withDynamo(session, async dynamo => {
    if (!isDry) await noticeMemory(session, dynamo.connection);
    const table = await openTable(session, dynamo, tableName, { ttl: false });
    const members = membersOf(kind, condition, table);
    if (dynamo.connection.protect && !isDry) {
      const what = `${kind.verb} items of ${tableName} on ${dynamo.connection.name}`;
      await confirm(session, { what, typed: tableName });
    }
    const output = new ItemOutput(session, table);
    let done = 0;
    let there = 0;
    const result = await eachItem(session, kind.given(table), async given => {
      kind.check(given, table);
      const input = { TableName: tableName, [kind.member]: given, ...members };
      if (isDry) return printRequest(session, kind.operation, input);
      const attributes = await send(session, dynamo, kind, input).catch(async error => {
        const refused = refusal(kind.explain?.(error, given, table) ?? error, options.if);
        const place = { table, target: dynamo.connection.name };
        const told = doubtful(refused, given, place);
        if (told !== refused) await tellInterrupted(session, told);
        throw told;
      });
      done += 1;
      if (attributes) there += 1;
      const shown = attributes && kind.returned(attributes, given, table);
      if (shown) await output.add(shown);
    });
    await output.end(result.total === 1);
    if (done > 0) await session.notice(kind.summary(tableName, done, there));
    if (result.error) throw result.error;
  });
}

function membersOf(kind: Write, condition: Condition | undefined, table: TableSchema): WireInput {
  const aliases = new Aliases();
  const { members, condition: own } = kind.also?.(table, aliases) ?? {};
  const whole: Condition | undefined =
    own && condition ? { kind: "and", left: own, right: condition } : (own ?? condition);
  return {
    ...members,
    ...(whole && {
      ConditionExpression: renderCondition(whole, aliases),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
    ...aliases.members(),
    ...(kind.returnValues !== undefined && { ReturnValues: kind.returnValues }),
  };
}

/** Sends one write; gives the attributes that came back. */
async function send(
  session: Session,
  { client, endpoint }: Dynamo,
  { operation }: Write,
  input: WireInput,
): Promise<Item | undefined> {
  const sending = { signal: session.signal, at: endpoint.url };
  return (await call(client, operation, input, sending)).Attributes;
}
