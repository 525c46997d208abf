import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DynError } from "../../src/errors.ts";
import { parseTableSchemas } from "../../src/schema/parse.ts";

/** Every problem as `line:column message`. */
function problemsOf(text: string): string[] {
  try {
    parseTableSchemas(text, "t.yaml");
    return [];
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    expect(error.kind).toBe("invalid");
    return error.problems.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`);
  }
}

const users = `
table: Users
partitionKey: Id S
sortKey: { name: CreatedAt, type: N }
billing: { read: 5, write: { min: 6, max: 60 } }
maxThroughput: false
warmThroughput: { read: 20000, write: 5000 }
contributorInsights: true
ttl: ExpiresAt
indexes:
  EmailIndex:
    partitionKey: Email S
    projection: keys
  ByPlace:
    partitionKey: [Country S, City S]
    sortKey: [Street S, House Number N]
    projection: [Name, Phone]
    capacity: { read: 1, write: 2 }
    warmThroughput: { write: 6000 }
    contributorInsights: throttled
localIndexes:
  ByAge: { sortKey: Age N }
stream: new-and-old-images
pointInTimeRecovery: { days: 7 }
encryption: { key: alias/users }
deletionProtection: false
tableClass: infrequent-access
tags: { team: identity }
`;

describe("parseTableSchemas", () => {
  it("reads every setting", () => {
    expect(parseTableSchemas(users, "t.yaml")).toEqual([
      {
        table: "Users",
        key: {
          partition: [{ name: "Id", type: "S" }],
          sort: [{ name: "CreatedAt", type: "N" }],
        },
        billing: {
          kind: "provisioned",
          capacity: { read: { min: 5, max: 5 }, write: { min: 6, max: 60 } },
        },
        maxThroughput: false,
        warmThroughput: { read: 20_000, write: 5_000 },
        contributorInsights: "accessed-and-throttled",
        ttl: "ExpiresAt",
        indexes: [
          {
            name: "EmailIndex",
            key: { partition: [{ name: "Email", type: "S" }], sort: [] },
            projection: { kind: "keys" },
          },
          {
            name: "ByPlace",
            key: {
              partition: [
                { name: "Country", type: "S" },
                { name: "City", type: "S" },
              ],
              sort: [
                { name: "Street", type: "S" },
                { name: "House Number", type: "N" },
              ],
            },
            projection: { kind: "include", attributes: ["Name", "Phone"] },
            capacity: { read: { min: 1, max: 1 }, write: { min: 2, max: 2 } },
            warmThroughput: { write: 6_000 },
            contributorInsights: "throttled",
          },
        ],
        localIndexes: [
          {
            name: "ByAge",
            key: { partition: [{ name: "Id", type: "S" }], sort: [{ name: "Age", type: "N" }] },
            projection: { kind: "all" },
          },
        ],
        stream: "new-and-old-images",
        pointInTimeRecovery: { days: 7 },
        encryption: { kind: "customer", key: "alias/users" },
        deletionProtection: false,
        tableClass: "infrequent-access",
        tags: new Map([["team", "identity"]]),
      },
    ]);
  });

  it("takes a name and a partition key for enough", () => {
    expect(parseTableSchemas("table: Users\npartitionKey: Id S\n", "t.yaml")).toEqual([
      {
        table: "Users",
        key: { partition: [{ name: "Id", type: "S" }], sort: [] },
        indexes: [],
        localIndexes: [],
      },
    ]);
  });

  const settings = (rest: string) => {
    const [{ table: _table, key: _key, indexes: _indexes, localIndexes: _locals, ...set } = {}] =
      parseTableSchemas(`table: Users\npartitionKey: Id S\n${rest}`, "t.yaml");
    return set;
  };

  it.each([
    ["billing: on-demand", { billing: { kind: "on-demand" } }],
    ["maxThroughput: { read: 9 }", { maxThroughput: { read: 9 } }],
    ["maxThroughput: false", { maxThroughput: false }],
    ["warmThroughput: { write: 9 }", { warmThroughput: { write: 9 } }],
    ["contributorInsights: false", { contributorInsights: false }],
    ["contributorInsights: throttled", { contributorInsights: "throttled" }],
    [
      "contributorInsights: accessed-and-throttled",
      { contributorInsights: "accessed-and-throttled" },
    ],
    ["ttl: false", { ttl: false }],
    ["stream: false", { stream: false }],
    ["pointInTimeRecovery: true", { pointInTimeRecovery: {} }],
    ["pointInTimeRecovery: false", { pointInTimeRecovery: false }],
    ["encryption: aws-owned", { encryption: { kind: "aws-owned" } }],
    ["encryption: aws-managed", { encryption: { kind: "aws-managed" } }],
    ["deletionProtection: false", { deletionProtection: false }],
    ["tags: {}", { tags: new Map() }],
    ["", {}],
  ])("reads %j as what it sets, and nothing else", (text, expected) => {
    expect(settings(text)).toStrictEqual(expected);
  });

  it("reads one table a document", () => {
    const text = "table: One\npartitionKey: Id S\n---\ntable: Two\npartitionKey: Id N\n";
    expect(parseTableSchemas(text, "t.yaml").map(({ table }) => table)).toEqual(["One", "Two"]);
    expect(problemsOf(text.replace("Two", "One"))).toEqual(['4:8 "One" is in this file twice']);
  });

  it.each(["user-sessions", "events"])("reads scenarios/tables/%s.yaml", name => {
    const url = new URL(`../../scenarios/tables/${name}.yaml`, import.meta.url);
    expect(parseTableSchemas(readFileSync(url, "utf8"), name)).toHaveLength(1);
  });

  it("reports five different mistakes together, in the order of the file", () => {
    expect(
      problemsOf(`table: Users
partitionKey: Id X
biling: on-demand
indexes:
  ByEmail: { partitionKey: Email S }
  ByAge: { partitionKey: Age N, sortKey: Email N }
  ByAge: { partitionKey: Age N, sortKey: Email N }
localIndexes:
  ByAge: { sortKey: Age N }
`),
    ).toEqual([
      '2:15 "X" is no key type; expected S (string), N (number) or B (binary), such as "Id S"',
      '3:1 unknown key "biling"; did you mean "billing"?',
      '6:42 "Email" is N here and S in the key of "ByEmail"; an attribute has one type in all keys',
      "7:3 the same key a second time",
      '9:3 "ByAge" is the name of a global index too',
    ]);
  });

  const table = (rest: string) => `table: Users\npartitionKey: Id S\n${rest}`;
  const many = (count: number, line: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => line(at)).join("\n");

  it.each([
    ["partitionKey: Id S", "1:1 missing: table"],
    ["table: Users", "1:1 missing: partitionKey"],
    [
      "table: Us\npartitionKey: Id S",
      '1:8 "Us" cannot be a table\'s name; names have 3 to 255 letters, digits, "_", "-" and "."',
    ],
    [
      "table: Users\npartitionKey: Id",
      '2:15 "Id" lacks a type; expected a name and S (string), N (number) or B (binary), such as "Id S"',
    ],
    ["table: Users\npartitionKey: { name: Id, type: X }", '2:33 expected "S", "N" or "B", got "X"'],
    ["table: Users\npartitionKey: [Id S, To S]", "2:15 expected a string or a mapping, got a list"],
    [
      `table: Users\npartitionKey: ${"é".repeat(128)} S`,
      "2:15 a key attribute's name has at most 255 bytes in UTF-8",
    ],
    [table("sortKey: Id S"), '3:10 "Id" is twice in the key of the table'],
    [
      table("sortKey: At S\nindexes: { ByAt: { partitionKey: At N } }"),
      '4:34 "At" is N here and S in the key of the table; an attribute has one type in all keys',
    ],
    [
      table("billing: on_demand"),
      '3:10 expected "on-demand" or { read, write }, got "on_demand"; did you mean "on-demand"?',
    ],
    [
      table("billing: { read: 0, write: 1.5 }"),
      "3:18 expected at least 1, got 0|3:28 expected a whole number or { min, max }, got 1.5",
    ],
    [table("billing: { read: 5 }"), "3:10 missing: write"],
    [
      table("billing: { read: { min: 5, max: 4 }, write: { min: 5 } }"),
      "3:18 min, 5, is above max, 4|3:45 missing: max",
    ],
    [
      table("billing: { read: { min: 5, max: 50, mx: 6 }, write: many }"),
      '3:37 unknown key "mx"; did you mean "max"?|3:53 expected a whole number or { min, max }, got a string',
    ],
    [
      table("billing: { read: 1, write: 1 }\nmaxThroughput: { read: 1 }"),
      "4:1 on-demand billing alone has a maxThroughput; provisioned capacity is a limit in itself",
    ],
    [
      table(
        "billing: { read: 1, write: 1 }\nindexes: { ByAt: { partitionKey: At N, maxThroughput: { read: 1 } } }",
      ),
      "4:40 on-demand billing alone has a maxThroughput; provisioned capacity is a limit in itself",
    ],
    [table("billing: { read: 1, write: 1 }\nmaxThroughput: false"), ""],
    [table("billing: { read: 1, write: 1 }\nwarmThroughput: { read: 9 }"), ""],
    [table("maxThroughput: {}"), "3:16 neither read nor write is given"],
    [table("warmThroughput: {}"), "3:17 neither read nor write is given"],
    [table("maxThroughput: true"), "3:16 expected { read, write } or false, got true"],
    [table("maxThroughput: { read: 0 }"), "3:24 expected at least 1, got 0"],
    [table("maxThroughput: { reads: 5 }"), '3:18 unknown key "reads"; did you mean "read"?'],
    [
      table("contributorInsights: throtled"),
      '3:22 expected true, false, "accessed-and-throttled" or "throttled", got "throtled"; did you mean "throttled"?',
    ],
    [table("pointInTimeRecovery: 7"), "3:22 expected true, false or { days }, got 7"],
    [table("pointInTimeRecovery: { days: 36 }"), "3:30 expected at most 35, got 36"],
    [
      table("encryption: aws-own"),
      '3:13 expected "aws-owned", "aws-managed" or { key }, got "aws-own"; did you mean "aws-owned"?',
    ],
    [table("encryption: { key: '' }"), "3:20 expected at least 1 character, got 0"],
    [table("deletionProtection: no"), "3:21 expected true or false, got a string"],
    [table("ttl: true"), "3:6 expected a string or false, got true"],
    [
      table("indexes: { ByAt: { partitionKey: At N, capacity: { read: 1, write: 1 } } }"),
      "3:40 an index has capacity only when the table's billing is { read, write }",
    ],
    [table("indexes: { ByAt: { sortKey: At N } }"), "3:18 missing: partitionKey"],
    [
      table("indexes: { b: { partitionKey: At N } }"),
      '3:12 "b" cannot be an index\'s name; names have 3 to 255 letters, digits, "_", "-" and "."',
    ],
    [
      table("indexes: { ByAt: { partitionKey: [A N, B N, C N, D N, E N] } }"),
      "3:34 expected at most 4 entries, got 5",
    ],
    [
      table("indexes: { ByAt: { partitionKey: At N, projection: [a, b, a] } }"),
      '3:59 "a" is projected twice',
    ],
    [
      table("indexes: { ByAt: { partitionKey: At N, projection: everything } }"),
      '3:52 expected "all", "keys" or a list, got "everything"',
    ],
    [
      table("localIndexes: { ByAt: { sortKey: At N } }"),
      '3:17 "ByAt" is a local index, which needs a table with a sortKey',
    ],
    [
      table("sortKey: To S\nlocalIndexes: { ByAt: { partitionKey: Other S, sortKey: At N } }"),
      '4:39 a local index has the table\'s partition key, "Id"; leave this out',
    ],
    [
      table("stream: new-images"),
      '3:9 expected "keys-only", "new-image", "old-image", "new-and-old-images" or false, got "new-images"; did you mean "new-image"?',
    ],
    [
      table("tags: { aws:team: x }"),
      '3:9 "aws:team" cannot be a tag; tags have 1 to 128 letters, digits, spaces or _ . : / = + - @, and do not begin with "aws:"',
    ],
    [table(`tags: { team: ${"x".repeat(257)} }`), "3:15 a tag's value has at most 256 characters"],
    [table(`tags:\n${many(51, at => `  t${at}: x`)}`), "3:1 51 tags; DynamoDB allows 50 a table"],
    [
      table(`indexes:\n${many(21, at => `  Index${at}: { partitionKey: A${at} S }`)}`),
      "3:1 21 indexes; DynamoDB allows 20 a table",
    ],
    [
      table(
        `sortKey: At S\nlocalIndexes:\n${many(6, at => `  Index${at}: { sortKey: A${at} S }`)}`,
      ),
      "4:1 6 localIndexes; DynamoDB allows 5 a table",
    ],
    [
      table(
        `indexes:\n${many(2, at => `  Index${at}: { partitionKey: A${at} S, projection: [${many(51, n => `p${n},`)}] }`)}`.replaceAll(
          ",\n",
          ", ",
        ),
      ),
      "5:33 more than 100 attributes are projected by name, over all indexes; DynamoDB allows no more",
    ],
    [table("ttl: ''"), "3:6 an attribute needs a name"],
    ["Resources: {}", "1:12 no AWS::DynamoDB::Table among the Resources of this template"],
    ["- table", "1:1 expected a mapping, got a list"],
    ["", "1:1 no table in this file"],
  ])("explains %j", (text, expected) => {
    expect(problemsOf(text).join("|")).toBe(expected);
  });
});
