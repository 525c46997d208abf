import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DynError } from "../../../src/errors.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";

const complete = {
  TableName: "Users",
  AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
};
const names = [
  ...["TableName", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "Tags"],
  ...["Replicas", "SSESpecification", "BillingMode", "OnDemandThroughput", "TableStatus", "Table"],
  ...[
    "ProvisionedThroughput",
    "KeyAttributes",
    "TableData",
    "StreamSpecification",
    "Ref",
    "Fn::Sub",
  ],
];
const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("Users", [], {}, null));
const members = fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 4 });
const properties = fc.oneof(
  anything,
  members,
  members.map(each => ({ ...complete, ...each })),
);

const documents = fc.oneof(
  properties,
  properties.map(Table => ({ Table })),
  fc.array(properties, { maxLength: 2 }).map(DataModel => ({ DataModel })),
  fc
    .tuple(properties, anything, fc.constantFrom("Table", "GlobalTable"), anything)
    .map(([Properties, Default, type, Condition]) => ({
      Parameters: { Users: { Type: Condition, Default } },
      Resources: { T: { Type: `AWS::DynamoDB::${type}`, Condition, Properties } },
    })),
  anything.map(Parameters => ({ Parameters, Resources: { T: { Type: [] } } })),
  anything.map(Resources => ({ Resources })),
);

describe("a file of any form", () => {
  it("is read, or its mistakes are told with their places", () => {
    fc.assert(
      fc.property(documents, document => {
        try {
          parseTableSchemas(JSON.stringify(document), "t.json", { onNote: () => {} });
        } catch (error) {
          if (!(error instanceof DynError)) throw error;
          expect(error.problems).not.toEqual([]);
          expect(error.problems.every(({ place }) => place !== undefined)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
