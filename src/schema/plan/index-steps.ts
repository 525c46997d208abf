import { attributeDefinitions, globalIndexInput } from "../create-input.ts";
import type { Billing, GlobalIndex, TableSchema } from "../schema.ts";
import type { Step } from "./plan.ts";
import { indexSetting } from "./setting.ts";

type Changed = (setting: string) => boolean;

/**
 * The live indexes that go before anything else: those that are wanted no more, and those in the way
 * of others, since an attribute has one type in all keys.
 */
export function leavingIndexes(
  wanted: TableSchema,
  has: TableSchema,
  changed: Changed,
): GlobalIndex[] {
  const types = new Map(
    wanted.indexes.flatMap(index => attributesOf(index).map(({ name, type }) => [name, type])),
  );
  return has.indexes.filter(index => {
    if (!changed(indexSetting(index.name))) return false;
    const isWanted = wanted.indexes.some(({ name }) => name === index.name);
    return (
      !isWanted || attributesOf(index).some(({ name, type }) => (types.get(name) ?? type) !== type)
    );
  });
}

/**
 * Builds what is new or otherwise, one after the other: each is missing only while it is built
 * itself, which may take hours.
 * @param kept the live indexes until then
 * @param billing the table's by then
 */
export function buildingSteps(
  wanted: TableSchema,
  has: TableSchema,
  kept: readonly GlobalIndex[],
  billing: Billing,
  changed: Changed,
): Step[] {
  let indexes = kept;
  return wanted.indexes.flatMap(index => {
    const { name } = index;
    if (!changed(indexSetting(name))) return [];
    const old = indexes.filter(each => each.name === name);
    indexes = [...indexes.filter(each => each.name !== name), index];
    const input = {
      TableName: wanted.table,
      AttributeDefinitions: attributeDefinitions({ ...has, indexes }),
      GlobalSecondaryIndexUpdates: [{ Create: globalIndexInput(index, billing) }],
    };
    const what = `add index ${name}`;
    return [
      ...old.map(each => removalStep(wanted.table, each)),
      { operation: "UpdateTable", input, what, settings: [indexSetting(name)] },
    ];
  });
}

export function removalStep(table: string, { name }: GlobalIndex): Step {
  return {
    operation: "UpdateTable",
    input: { TableName: table, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] },
    what: `remove index ${name}`,
    settings: [indexSetting(name)],
  };
}

function attributesOf({ key }: GlobalIndex) {
  return [...key.partition, ...key.sort];
}
