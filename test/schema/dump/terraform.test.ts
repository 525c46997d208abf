import { describe, expect, it } from "vitest";
import { terraformText } from "../../../src/schema/dump/terraform.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";

function terraform(text: string): string {
  return terraformText(parseTableSchemas(text, "t.yaml"));
}

const users = `
table: Users.v2
partitionKey: "a\\"\${b} S"
sortKey: At N
billing: { read: 5, write: 6 }
warmThroughput: { read: 15000 }
contributorInsights: true
ttl: ExpiresAt
indexes:
  ByEmail: { partitionKey: Email S, projection: keys, contributorInsights: throttled }
  ByPlace:
    partitionKey: [Country S, City S]
    projection: [Name, "%{x}"]
    capacity: { read: 1, write: 2 }
localIndexes:
  ByAge: { sortKey: Age N }
stream: new-image
pointInTimeRecovery: { days: 7 }
encryption: { key: "arn:aws:kms:eu-west-1:123456789012:key/1" }
deletionProtection: true
tableClass: infrequent-access
tags: { team: "$\${x}", "cost centre": "1" }
`;

describe("terraformText", () => {
  it("writes every setting, and strings that begin no template", () => {
    expect(terraform(users)).toMatchInlineSnapshot(`
      "resource "aws_dynamodb_table" "users_v2" {
        name                        = "Users.v2"
        billing_mode                = "PROVISIONED"
        read_capacity               = 5
        write_capacity              = 6
        hash_key                    = "a\\"$\${b}"
        range_key                   = "At"
        stream_enabled              = true
        stream_view_type            = "NEW_IMAGE"
        table_class                 = "STANDARD_INFREQUENT_ACCESS"
        deletion_protection_enabled = true
        tags                        = {
          "team"        = "\\u0024$\${x}"
          "cost centre" = "1"
        }

        attribute {
          name = "a\\"$\${b}"
          type = "S"
        }

        attribute {
          name = "At"
          type = "N"
        }

        attribute {
          name = "Email"
          type = "S"
        }

        attribute {
          name = "Country"
          type = "S"
        }

        attribute {
          name = "City"
          type = "S"
        }

        attribute {
          name = "Age"
          type = "N"
        }

        global_secondary_index {
          name            = "ByEmail"
          hash_key        = "Email"
          projection_type = "KEYS_ONLY"
          read_capacity   = 5
          write_capacity  = 6
        }

        global_secondary_index {
          name               = "ByPlace"
          projection_type    = "INCLUDE"
          non_key_attributes = ["Name", "%%{x}"]
          read_capacity      = 1
          write_capacity     = 2

          key_schema {
            attribute_name = "Country"
            key_type       = "HASH"
          }

          key_schema {
            attribute_name = "City"
            key_type       = "HASH"
          }
        }

        local_secondary_index {
          name            = "ByAge"
          range_key       = "Age"
          projection_type = "ALL"
        }

        warm_throughput {
          read_units_per_second = 15000
        }

        ttl {
          attribute_name = "ExpiresAt"
          enabled        = true
        }

        point_in_time_recovery {
          enabled                 = true
          recovery_period_in_days = 7
        }

        server_side_encryption {
          enabled     = true
          kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
        }
      }

      resource "aws_dynamodb_contributor_insights" "users_v2" {
        table_name = aws_dynamodb_table.users_v2.name
      }

      resource "aws_dynamodb_contributor_insights" "users_v2_by_email" {
        table_name = aws_dynamodb_table.users_v2.name
        index_name = "ByEmail"
        mode       = "THROTTLED_KEYS"
      }
      "
    `);
  });

  it("writes a limit of on-demand billing, and gives tables of like names distinct resources", () => {
    const tables = `table: My-Table
partitionKey: Id S
maxThroughput: { read: 10 }
---
table: MyTable
partitionKey: Id B
---
table: 1-2
partitionKey: Id B
`;
    const text = terraform(tables);
    expect(text).toContain("  on_demand_throughput {\n    max_read_request_units = 10\n  }\n");
    expect([...text.matchAll(/^resource "aws_dynamodb_table" "(\w+)"/gm)].map(m => m[1])).toEqual([
      "my_table",
      "my_table2",
      "table_1_2",
    ]);
  });
});
