import { maxConditions, maxFilterDepth, maxListValues } from "./limits.ts";

/** Any value of DynamoDB's. */
export const valueSchema = {
  $id: "Value",
  description:
    'A value as plain JSON: text, a number of up to 38 digits, true, false, null, a list, an object; {"$b": "base64"}, {"$ss": ["a"]}, {"$ns": [1]} and {"$bs": ["base64"]} for binary and sets',
};

const value = { $ref: "Value#" };
const nested = { $ref: "Condition#" };
const nestedList = { type: "array", minItems: 1, maxItems: maxConditions, items: nested };
const twoValues = { type: "array", minItems: 2, maxItems: 2, items: value };

/** The operators of a condition in JSON on one attribute. */
export const operatorNames = [
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "between",
  "beginsWith",
  "contains",
  "in",
  "exists",
  "type",
  "size",
] as const;

/** A filter in JSON: all, any or not of others, or one operator on one attribute. */
export const conditionSchema = {
  $id: "Condition",
  type: "object",
  minProperties: 1,
  maxProperties: 2,
  additionalProperties: false,
  description: `all, any or not of conditions, or an attribute and one operator; at most ${maxConditions} conditions, nested ${maxFilterDepth} deep`,
  properties: {
    all: { ...nestedList, description: "All of these hold" },
    any: { ...nestedList, description: "One of these holds" },
    not: nested,
    attribute: {
      type: "string",
      minLength: 1,
      maxLength: 1024,
      description: 'A path: Name, Address.City, Tags[0]; odd names in double quotes, "user-id"',
    },
    eq: value,
    ne: value,
    lt: value,
    le: value,
    gt: value,
    ge: value,
    between: { ...twoValues, description: "From the first to the second, both inclusive" },
    beginsWith: { type: ["string", "object"], description: "Text, or binary, that it begins with" },
    contains: { ...value, description: "Text within text, or a member of a set or list" },
    in: { type: "array", minItems: 1, maxItems: maxListValues, items: value },
    exists: { type: "boolean", description: "Whether the item has the attribute" },
    type: {
      enum: ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"],
      description: "The attribute's type",
    },
    size: {
      type: "object",
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: false,
      properties: {
        eq: value,
        ne: value,
        lt: value,
        le: value,
        gt: value,
        ge: value,
        between: twoValues,
      },
      description: "The length of text or binary, the members of a set, list or map",
    },
  },
  examples: [
    {
      all: [
        { attribute: "Amount", gt: 10 },
        {
          any: [
            { attribute: "Status", eq: "NEW" },
            { not: { attribute: "Version", exists: true } },
          ],
        },
      ],
    },
  ],
};
