// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { call } from "../../../src/dynamodb/call.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import type { OperationName, WireInput } from "../../../src/dynamodb/request.ts";
import { type CheckOptions, judgeChecks } from "../../../src/engine/checks/judge.ts";
import type { CheckResult } from "../../../src/engine/result.ts";
import { WrittenItems } from "../../../src/engine/written-items.ts";
import { parseCondition } from "../../../src/expressions/parse.ts";
import type { Check, Entity, Scenario } from "../../../src/scenario/scenario.ts";
import type { GlobalIndex, LocalIndex, TableSchema } from "../../../src/schema/schema.ts";
import { createTable } from "../../../src/schema/tables.ts";
import { openTarget } from "../../../src/targets/registry.ts";
import type { Reader } from "../../../src/targets/target.ts";
import type { Scope } from "../../../src/template/scope.ts";
import { compileItem } from "../../../src/template/template.ts";
import type { Item } from "../../../src/values/attribute.ts";
import { parsePlainItem } from "../../../src/values/plain.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { scenario } from "../scripted-target.ts";
import { hurriedClock } from "./hurried-clock.ts";

const seed = 7;

/** Items of three owners; nobody but the check's own test writes to the table. */
export interface Store {
  readonly table: string;
  readonly entity: Entity;
  readonly reader: Reader;
  readonly clock: ReturnType<typeof hurriedClock>;
  readonly written: WrittenItems;
  /** Stores an entity's items as its template makes them. */
  store(...indexes: readonly number[]): Promise<void>;
  /** Stores an item behind dyn's back: plain JSON. */
  put(item: string): Promise<void>;
  /** Deletes an entity's item behind dyn's back. */
  remove(index: number): Promise<void>;
  key(index: number): string;
  judge(check: Check, options?: StoreOptions): Promise<CheckResult>;
  close(): Promise<void>;
}

interface StoreOptions extends Partial<CheckOptions> {
  readonly reader?: Reader;
}

interface Indexes {
  readonly indexes?: readonly GlobalIndex[];
  readonly localIndexes?: readonly LocalIndex[];
}

/** A table of its own on the real engine. Its entity has 10 seeded items, none of them stored yet. */
export async function openStore({ indexes = [], localIndexes = [] }: Indexes = {}): Promise<Store> {
  const endpoint = embeddedEndpoint((await engine()).endpoint, { maxConnections: 4 });
  const client = await connect(endpoint, "wire");
  const target = await openTarget(
    { kind: "dynamodb", endpoint },
    { name: "local", client: "wire" },
  );
  const { reader } = target;
  const table = uniqueTable("Checked");
  const schema: TableSchema = {
    table,
    key: { partition: [{ name: "Owner", type: "S" }], sort: [{ name: "Id", type: "N" }] },
    billing: { kind: "on-demand" },
    indexes,
    localIndexes,
    tags: new Map(),
  };
  await createTable(client, schema, { target: "local" });
  const entity: Entity = { name: "account", table, count: 10, item: template };
  const clock = hurriedClock();
  const written = new WrittenItems([entity]);
  const scopeOf = (index: number): Scope => ({ seed, index, vars: {}, now: () => clock.now() });
  const keyTemplate = template.select(["Owner", "Id"]);
  const send = async (operation: OperationName, input: WireInput) => {
    await call(client, operation, input);
  };
  const put = (item: Item) => send("PutItem", { TableName: table, Item: item });
  return {
    table,
    entity,
    reader,
    clock,
    written,
    store: async (...all) => {
      for (const index of all) await put(template.toItem(scopeOf(index)));
    },
    put: item => put(parsePlainItem(item)),
    remove: index =>
      send("DeleteItem", { TableName: table, Key: keyTemplate.toItem(scopeOf(index)) }),
    key: index => `{"Owner":"owner-${index % 3}","Id":${index}}`,
    judge: async (check, { reader: other = reader, ...options } = {}) => {
      const scenario = scenarioWith(check);
      const [result] = await judgeChecks(scenario, other, written, { clock, ...options });
      if (result === undefined) throw new Error("a check has a result");
      return result;
    },
    close: async () => {
      await target.close();
      await client.close();
    },
  };
}

function scenarioWith(...checks: readonly Check[]): Scenario {
  return scenario({ seed, checks });
}

export function condition(text: string) {
  return parseCondition(text);
}

const template = compileItem(
  {
    Owner: "owner-${i % 3}",
    Id: "${i}",
    Balance: 100,
    Note: "${text(20)}",
    Tags: { $ss: ["a", "b-${i}"] },
  },
  {
    stream: "account",
    onProblem: ({ message }) => {
      throw new Error(message);
    },
  },
);
