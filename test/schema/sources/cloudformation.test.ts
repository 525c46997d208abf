import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { dumpText } from "../../../src/schema/dump/dump.ts";
import { essential } from "../../../src/schema/dump/essential.ts";
import { nativeText } from "../../../src/schema/dump/native.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import { inOrder, schemas } from "../../support/schemas.ts";
import { problemsOf } from "./problems.ts";

const template = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Env: { Type: String, Default: dev }
  Reads: { Type: Number, Default: 5 }
  Team: { Type: String }
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Users:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: !Sub "users-\${Env}"
      AttributeDefinitions:
        - { AttributeName: Id, AttributeType: S }
        - { AttributeName: At, AttributeType: N }
        - { AttributeName: Email, AttributeType: S }
      KeySchema:
        - { AttributeName: Id, KeyType: HASH }
        - { AttributeName: At, KeyType: RANGE }
      BillingMode: PROVISIONED
      ProvisionedThroughput: { ReadCapacityUnits: !Ref Reads, WriteCapacityUnits: "6" }
      GlobalSecondaryIndexes:
        - IndexName: ByEmail
          KeySchema: [{ AttributeName: Email, KeyType: HASH }]
          Projection: { ProjectionType: INCLUDE, NonKeyAttributes: [Name] }
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 }
          ContributorInsightsSpecification: { Enabled: true, Mode: THROTTLED_KEYS }
      LocalSecondaryIndexes:
        - IndexName: ByMail
          KeySchema:
            - { AttributeName: Id, KeyType: HASH }
            - { AttributeName: Email, KeyType: RANGE }
          Projection: { ProjectionType: KEYS_ONLY }
      StreamSpecification: { StreamViewType: NEW_IMAGE }
      TimeToLiveSpecification: { AttributeName: ExpiresAt, Enabled: true }
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
      SSESpecification: { SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: alias/users }
      DeletionProtectionEnabled: "true"
      TableClass: !Ref AWS::NoValue
      Tags:
        - { Key: env, Value: !Ref Env }
        - { Key: name, Value: !Join ["-", [a, !Ref Env]] }
`;

const users = `table: users-dev
partitionKey: Id S
sortKey: At N
billing: { read: 5, write: 6 }
ttl: ExpiresAt
indexes:
  ByEmail:
    partitionKey: Email S
    projection: [ Name ]
    capacity: { read: 1, write: 2 }
    contributorInsights: throttled
localIndexes:
  ByMail: { sortKey: Email S, projection: keys }
stream: new-image
pointInTimeRecovery: true
encryption: { key: alias/users }
deletionProtection: true
tags: { env: dev, name: a-dev }
`;

const inOwn = (text: string) => dumpText(parseTableSchemas(text, "t.yaml"), "yaml");

/** A table without its own settings but these, at column 7. */
const table = (rest: string) => `Resources:
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Users
      AttributeDefinitions: [{ AttributeName: Id, AttributeType: S }]
      KeySchema: [{ AttributeName: Id, KeyType: HASH }]
${rest}`;

describe("CloudFormation", () => {
  it("is read with every property, as YAML with short tags and as JSON with functions", () => {
    expect(inOwn(template)).toBe(users);
    const tags = ["Ref", "Sub", "Join"].map(name => ({
      tag: `!${name}`,
      ...(name === "Join" && { collection: "seq" as const }),
      resolve: (value: unknown) => ({
        [name === "Ref" ? name : `Fn::${name}`]:
          typeof value === "string" ? value : (value as { toJSON(): unknown }).toJSON(),
      }),
    }));
    const json = JSON.stringify(parse(template, { customTags: tags as never }));
    expect(json).toContain('{"Fn::Join":["-",["a",{"Ref":"Env"}]]}');
    expect(inOwn(json)).toBe(users);
  });

  it("is read as a resource or as properties alone", () => {
    const data = parse(table("")).Resources.T;
    const own = "table: Users\npartitionKey: Id S\n";
    expect(inOwn(JSON.stringify(data))).toBe(own);
    expect(inOwn(JSON.stringify(data.Properties))).toBe(own);
  });

  it("is read with all tables of a template", () => {
    const rest = table("").split("\n").slice(2).join("\n");
    expect(inOwn(`${table("")}\n  Other:\n${rest.replace("Users", "Others")}`)).toBe(
      "table: Users\npartitionKey: Id S\n---\ntable: Others\npartitionKey: Id S\n",
    );
    expect(problemsOf(`${table("")}\n  Other:\n${rest}`)).toEqual([
      '12:18 "Users" is in this file twice',
    ]);
  });

  it("switches off what it says is off", () => {
    const off = `      TimeToLiveSpecification: { Enabled: false }
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false }
      SSESpecification: { SSEEnabled: false }
      ContributorInsightsSpecification: { Enabled: false }
      OnDemandThroughput: { MaxReadRequestUnits: -1 }
      Tags: []
`;
    expect(parseTableSchemas(table(off), "t.yaml")).toMatchObject([
      {
        ttl: false,
        pointInTimeRecovery: false,
        encryption: { kind: "aws-owned" },
        contributorInsights: false,
        maxThroughput: false,
        tags: new Map(),
      },
    ]);
  });

  it("is read of a global table, with the first replica's settings and ranges that scale", () => {
    const global = `Resources:
  T:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      TableName: Users
      AttributeDefinitions: [{ AttributeName: Id, AttributeType: S }]
      KeySchema: [{ AttributeName: Id, KeyType: HASH }]
      BillingMode: PROVISIONED
      SSESpecification: { SSEEnabled: true, SSEType: KMS }
      WriteProvisionedThroughputSettings:
        WriteCapacityAutoScalingSettings:
          MinCapacity: 5
          MaxCapacity: 50
          TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 }
      GlobalSecondaryIndexes:
        - IndexName: Again
          KeySchema: [{ AttributeName: Id, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
      Replicas:
        - Region: !Ref AWS::Region
          ReadProvisionedThroughputSettings: { ReadCapacityUnits: 3 }
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
          GlobalSecondaryIndexes:
            - IndexName: Again
              ContributorInsightsSpecification: { Enabled: true }
          Tags: [{ Key: a, Value: b }]
        - Region: us-east-1
`;
    const notes: string[] = [];
    const read = parseTableSchemas(global, "t.yaml", {
      onNote: ({ message, place }) => notes.push(`${place?.line}:${place?.column} ${message}`),
    });
    expect(dumpText(read, "yaml")).toBe(`table: Users
partitionKey: Id S
billing:
  read: 3
  write: { min: 5, max: 50 }
indexes:
  Again: { partitionKey: Id S, projection: all, contributorInsights: true }
pointInTimeRecovery: true
encryption: aws-managed
tags: { a: b }
`);
    expect(notes).toEqual([
      "19:7 Replicas: settings are the first one's; replicas are not dyn's to set",
    ]);
  });

  it("names what dyn does not manage, and calls it a mistake where nobody is told", () => {
    const text = table("      KinesisStreamSpecification: { StreamArn: !GetAtt Stream.Arn }\n");
    const message = "KinesisStreamSpecification: not dyn's to set, left as it is";
    const notes: unknown[] = [];
    expect(parseTableSchemas(text, "t.yaml", { onNote: note => notes.push(note) })).toHaveLength(1);
    expect(notes).toEqual([{ message, place: { file: "t.yaml", line: 8, column: 7 } }]);
    expect(problemsOf(text)).toEqual([`8:7 ${message}`]);
  });

  it("tells that autoscaling is not read", () => {
    const scaled = `${table("")}  Reads:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: { ServiceNamespace: dynamodb, MinCapacity: 1, MaxCapacity: 9 }
`;
    expect(problemsOf(scaled)).toEqual([
      "8:3 Reads: autoscaling is not read; capacity is wanted as the table has it here",
    ]);
  });

  it.each([
    [
      template.replace("!Sub", "!Ref Team #"),
      "12:23 !Ref Team cannot be resolved; only parameters with a Default can",
    ],
    [
      table("      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: !GetAtt Key.Arn }\n"),
      "8:69 !GetAtt Key.Arn cannot be resolved; only parameters with a Default can",
    ],
    [
      table('      TableClass: { "Fn::If": [Prod, STANDARD, STANDARD] }\n'),
      '8:19 !If ["Prod","STANDARD","STANDARD"] cannot be resolved; only parameters with a Default can',
    ],
    [
      table("").replace("TableName: Users", "TableClass: STANDARD"),
      "5:7 this table has no TableName",
    ],
    [
      table("      BilingMode: PAY_PER_REQUEST\n"),
      '8:7 unknown key "BilingMode"; did you mean "BillingMode"?',
    ],
    [
      table("").replace("AttributeName: Id, KeyType", "AttributeName: Key, KeyType"),
      '7:36 "Key" is not among the AttributeDefinitions',
    ],
    [
      table("").replace("TableName: Users", "TableName: Us"),
      '5:18 "Us" cannot be a table\'s name; names have 3 to 255 letters, digits, "_", "-" and "."',
    ],
    [table("      BillingMode: PROVISIONED\n"), "8:20 PROVISIONED needs a ProvisionedThroughput"],
    [
      table(
        "      LocalSecondaryIndexes:\n        - { IndexName: ByAt, KeySchema: [{ AttributeName: Id, KeyType: HASH }], Projection: {} }\n",
      ),
      '9:11 "ByAt" is a local index, which needs a table with a sortKey',
    ],
    [
      "Resources:\n  T: { Type: AWS::Serverless::SimpleTable }\n",
      "2:14 AWS::Serverless::SimpleTable is not read; write it as AWS::DynamoDB::Table",
    ],
    ["Type: AWS::S3::Bucket\nProperties: {}\n", "1:7 this resource is no AWS::DynamoDB::Table"],
  ])("explains %#", (text, expected) => {
    expect(problemsOf(text)[0]).toBe(expected);
  });
});

/** What dumps of live tables have: the billing always, and nothing that autoscaling sets. */
function asLive(schema: TableSchema): TableSchema {
  const { billing = { kind: "on-demand" } } = schema;
  const text = nativeText({ ...schema, billing }).replaceAll(/\{ min: (\d+), max: \d+ \}/g, "$1");
  const [live] = parseTableSchemas(text, "t.yaml");
  if (live === undefined) throw new Error("no table");
  return inOrder(essential(live));
}

describe("a table that is dumped", () => {
  it("is the same when it is read as a CloudFormation template again", () => {
    fc.assert(
      fc.property(schemas({ of: "dynamodb" }), schema => {
        const live = asLive(schema);
        const read = parseTableSchemas(dumpText([live], "cloudformation"), "t.yaml");
        expect(read.map(each => inOrder(essential(each)))).toEqual([live]);
      }),
      { numRuns: 100 },
    );
  });

  it("is the same when it is read as CreateTable's input again, but for what that has not", () => {
    const withoutInsights = <Part extends { contributorInsights?: unknown }>(part: Part) => {
      const { contributorInsights, ...others } = part;
      return others;
    };
    fc.assert(
      fc.property(schemas({ of: "dynamodb" }), schema => {
        const { ttl, pointInTimeRecovery, ...others } = asLive(schema);
        const live = {
          ...withoutInsights(others),
          indexes: others.indexes.map(withoutInsights),
        } as TableSchema;
        const read = parseTableSchemas(dumpText([live], "json"), "t.json");
        expect(read.map(each => inOrder(essential(each)))).toEqual([live]);
      }),
      { numRuns: 100 },
    );
  });
});
