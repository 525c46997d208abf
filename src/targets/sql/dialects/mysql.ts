import type { AttributeKind } from "../../../scenario/attributes.ts";
import { quoted } from "../../../sql/identifiers.ts";
import { documentComment } from "../columns.ts";
import type { Ask, Design, Dialect } from "../dialect.ts";
import { findTable, tableNames } from "./mysql-catalogue.ts";
import { refuseLongNames } from "./names.ts";

/** Digits before and after the point: as many as the engine has, and what amounts and shares need. */
const number = "decimal(65,20)";
const longestName = 64;

export const mysql: Dialect = {
  engine: "mysql",
  placeholder: () => "?",
  // A string that is compared with a number would make doubles of both.
  compared: (placeholder, { kind, range }) =>
    kind === "N" ? numeric(placeholder, range?.kind === "float") : placeholder,
  number: (placeholder, range) => numeric(placeholder, range?.kind === "float"),
  text: name => name,
  startsWith: (text, prefix) => `LOCATE(${prefix}, ${text}) = 1`,
  contains: (text, part) => `LOCATE(${part}, ${text}) > 0`,
  onConflict: (key, assignments = []) => {
    const names = key.map(({ name }) => quoted(name));
    const same = names.map(name => `${name} = VALUES(${name})`).join(" AND ");
    // The row may be another's, met by another unique index: its key takes no NULL, so that it stays.
    const own = names.slice(0, 1).map(name => `${name} = CASE WHEN ${same} THEN ${name} END`);
    return ` ON DUPLICATE KEY UPDATE ${[...own, ...assignments].join(", ")}`;
  },
  inserted: name => `VALUES(${name})`,
  defaulted: name => `DEFAULT(${name})`,
  conditionalUpsert: false,
  writingWith: false,
  sequentialAssignments: true,
  // MariaDB has no FOR SHARE.
  lock: " LOCK IN SHARE MODE",
  locksAbsence: true,
  definition: async (kind, ask) => definition(kind, await collationOf(ask)),
  creation: async (design, ask) => [creation(design, await collationOf(ask))],
  find: findTable,
  tables: tableNames,
};

function numeric(placeholder: string, float: boolean): string {
  return `CAST(${placeholder} AS ${float ? "double" : number})`;
}

/** By bytes, and blanks at the end count; each engine has its own name for it. */
async function collationOf(ask: Ask): Promise<string> {
  const [[version] = []] = (await ask("SELECT VERSION()", [])).rows;
  return /mariadb/i.test(String(version)) ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
}

function creation({ table, columns, key, indexes }: Design, collation: string): string {
  refuseLongNames(
    [table, ...columns.map(({ name }) => name), ...indexes.map(({ name }) => name)],
    name => [...name].length <= longestName,
    `MySQL's names have at most ${longestName} characters`,
  );
  const list = (names: readonly string[]) => names.map(quoted).join(", ");
  const lengths = keyLengths([key, ...indexes.map(({ columns: of }) => of)]);
  const parts = [
    ...columns.map(({ name, kind }) => {
      const type = definition(kind, collation, lengths.get(name));
      return `${quoted(name)} ${type}${key.includes(name) ? " NOT NULL" : ""}`;
    }),
    `PRIMARY KEY (${list(key)})`,
    ...indexes.map(({ name, columns: of }) => `INDEX ${quoted(name)} (${list(of)})`),
  ];
  return `CREATE TABLE ${quoted(table)} (${parts.join(", ")}) ENGINE=InnoDB`;
}

function definition(kind: AttributeKind, collation: string, keyLength?: number): string {
  switch (kind) {
    case "S": {
      const type = keyLength === undefined ? "longtext" : `varchar(${keyLength})`;
      return `${type} CHARACTER SET utf8mb4 COLLATE ${collation}`;
    }
    case "N":
      return number;
    case "B":
      return keyLength === undefined ? "longblob" : `varbinary(${keyLength})`;
    case "BOOL":
      return "tinyint(1)";
    case "document":
      return `json COMMENT '${documentComment}'`;
    default:
      return kind satisfies never;
  }
}

/** InnoDB's limit on one index, and what a character of utf8mb4 and a number take of it. */
const mostIndexBytes = 3072;
const characterBytes = 4;
const numberBytes = 30;
const longestKey = 512;

/** How long a key's column may be, so that each index that it is in can hold it. */
function keyLengths(keys: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const columns of keys) {
    const spare = mostIndexBytes - numberBytes * (columns.length - 1);
    const length = Math.min(longestKey, Math.floor(spare / columns.length / characterBytes));
    for (const name of columns) lengths.set(name, Math.min(length, lengths.get(name) ?? length));
  }
  return lengths;
}
