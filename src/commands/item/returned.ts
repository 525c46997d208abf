/** What `--return` takes, and what it is to DynamoDB. */
export const returnValues = {
  old: "ALL_OLD",
  new: "ALL_NEW",
  updated: "UPDATED_NEW",
  "updated-old": "UPDATED_OLD",
  "updated-new": "UPDATED_NEW",
} as const;

export type Returned = keyof typeof returnValues;
