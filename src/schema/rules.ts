import type { Problems } from "../config/validate.ts";
import type { KeyAttribute, KeySchema, TableSchema } from "./schema.ts";
import { limits } from "./shape.ts";

type Path = readonly PropertyKey[];

interface Owned {
  /** `the table`, or an index in quotes. */
  readonly owner: string;
  readonly path: Path;
  readonly key: KeySchema;
}

/** What holds between the parts of a table, each right in itself: DynamoDB's rules and limits. */
export function checkRules(table: TableSchema, problems: Problems): void {
  const owners: Owned[] = [
    { owner: "the table", path: [], key: table.key },
    ...table.indexes.map(({ name, key }) => ({ owner: `"${name}"`, path: ["indexes", name], key })),
    ...table.localIndexes.map(({ name, key }) => ({
      owner: `"${name}"`,
      path: ["localIndexes", name],
      key,
    })),
  ];
  for (const owned of owners) checkDistinct(owned, problems);
  checkTypes(owners, problems);
  checkNames(table, problems);
  checkLocalIndexes(table, problems);
  checkCapacity(table, problems);
  checkProjections(table, problems);
  checkCounts(table, problems);
}

/** Every key attribute and where it stands; a lone one answers to position 0 as well. */
function placed({ path, key }: Owned): { attribute: KeyAttribute; path: Path }[] {
  return [
    ...key.partition.map((attribute, at) => ({ attribute, path: [...path, "partitionKey", at] })),
    ...key.sort.map((attribute, at) => ({ attribute, path: [...path, "sortKey", at] })),
  ];
}

function checkDistinct(owned: Owned, problems: Problems): void {
  const seen = new Set<string>();
  for (const { attribute, path } of placed(owned)) {
    if (seen.has(attribute.name)) {
      problems.add(path, `"${attribute.name}" is twice in the key of ${owned.owner}`);
    }
    seen.add(attribute.name);
  }
}

function checkTypes(owners: readonly Owned[], problems: Problems): void {
  const first = new Map<string, { type: string; owner: string }>();
  for (const owned of owners) {
    for (const { attribute, path } of placed(owned)) {
      const known = first.get(attribute.name);
      if (known === undefined) {
        first.set(attribute.name, { type: attribute.type, owner: owned.owner });
      } else if (known.type !== attribute.type) {
        problems.add(
          path,
          `"${attribute.name}" is ${attribute.type} here and ${known.type} in the key of ${known.owner}; an attribute has one type in all keys`,
        );
      }
    }
  }
}

function checkNames(table: TableSchema, problems: Problems): void {
  const globals = new Set(table.indexes.map(({ name }) => name));
  for (const { name } of table.localIndexes) {
    if (globals.has(name)) {
      problems.add(["localIndexes", name], `"${name}" is the name of a global index too`, {
        key: true,
      });
    }
  }
}

function checkLocalIndexes(table: TableSchema, problems: Problems): void {
  const [partition] = table.key.partition;
  for (const { name, key } of table.localIndexes) {
    const path = ["localIndexes", name];
    if (partition !== undefined && table.key.sort.length === 0) {
      problems.add(path, `"${name}" is a local index, which needs a table with a sortKey`, {
        key: true,
      });
    }
    const own = key.partition[0];
    if (partition !== undefined && own !== undefined && own.name !== partition.name) {
      problems.add(
        [...path, "partitionKey"],
        `a local index has the table's partition key, "${partition.name}"; leave this out`,
      );
    }
  }
}

function checkCapacity(table: TableSchema, problems: Problems): void {
  const { billing, indexes } = table;
  const parts = [
    { path: [] as Path, part: table },
    ...indexes.map(part => ({ path: ["indexes", part.name], part })),
  ];
  for (const { path, part } of parts) {
    if ("capacity" in part && part.capacity !== undefined && billing?.kind !== "provisioned") {
      problems.add(
        [...path, "capacity"],
        "an index has capacity only when the table's billing is { read, write }",
        { key: true },
      );
    }
    if (part.maxThroughput && billing?.kind === "provisioned") {
      problems.add(
        [...path, "maxThroughput"],
        "on-demand billing alone has a maxThroughput; provisioned capacity is a limit in itself",
        { key: true },
      );
    }
  }
}

function checkProjections(table: TableSchema, problems: Problems): void {
  let total = 0;
  for (const [group, indexes] of [
    ["indexes", table.indexes],
    ["localIndexes", table.localIndexes],
  ] as const) {
    for (const { name, projection } of indexes) {
      if (projection.kind !== "include") continue;
      const path = [group, name, "projection"];
      for (const [at, attribute] of projection.attributes.entries()) {
        if (projection.attributes.indexOf(attribute) < at) {
          problems.add([...path, at], `"${attribute}" is projected twice`);
        }
      }
      total += projection.attributes.length;
      const before = total - projection.attributes.length;
      if (total > limits.projectedAttributes && before <= limits.projectedAttributes) {
        problems.add(
          path,
          `more than ${limits.projectedAttributes} attributes are projected by name, over all indexes; DynamoDB allows no more`,
          { key: true },
        );
      }
    }
  }
}

function checkCounts(table: TableSchema, problems: Problems): void {
  for (const [group, count, most] of [
    ["indexes", table.indexes.length, limits.globalIndexes],
    ["localIndexes", table.localIndexes.length, limits.localIndexes],
    ["tags", table.tags?.size ?? 0, limits.tags],
  ] as const) {
    if (count > most) {
      problems.add([group], `${count} ${group}; DynamoDB allows ${most} a table`, { key: true });
    }
  }
}
