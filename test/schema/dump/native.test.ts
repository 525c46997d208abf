import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nativeText } from "../../../src/schema/dump/native.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { inOrder, schemas } from "../../support/schemas.ts";

const written = `table: Users
partitionKey: Id S
sortKey: CreatedAt N
billing:
  read: 5
  write: { min: 6, max: 60 }
ttl: ExpiresAt
indexes:
  EmailIndex: { partitionKey: Email S, projection: keys }
  ByPlace:
    partitionKey: [ Country S, City S ]
    sortKey: "House: Number N"
    projection: [ Name, Phone ]
    capacity: { read: 1, write: 2 }
    contributorInsights: throttled
localIndexes:
  ByAge: { sortKey: Age N, projection: all }
stream: new-and-old-images
pointInTimeRecovery: { days: 7 }
encryption: { key: alias/users }
deletionProtection: true
tableClass: infrequent-access
tags: { team: identity, cost: "12" }
`;

describe("nativeText", () => {
  it("writes a table as people do", () => {
    const [schema] = parseTableSchemas(written, "t.yaml");
    expect(schema && nativeText(schema)).toBe(written);
  });

  it("is what the parser reads, whatever the table", () => {
    fc.assert(
      fc.property(schemas({ of: "dynamodb" }), schema => {
        const read = parseTableSchemas(nativeText(schema), "t.yaml");
        expect(read.map(inOrder)).toEqual([inOrder(schema)]);
      }),
      { numRuns: 200 },
    );
  });
});
