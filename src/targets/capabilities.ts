import type { Capabilities } from "./target.ts";

/** What the stores can be asked, by kind; read without opening, or loading, any of them. */
export const capabilities = {
  dynamodb: {
    store: "DynamoDB",
    dialects: ["partiql"],
    transactionsOfSteps: false,
    documents: true,
  },
  postgres: {
    store: "PostgreSQL",
    dialects: ["postgres", "sql"],
    transactionsOfSteps: true,
    documents: false,
  },
  mysql: {
    store: "MySQL",
    dialects: ["mysql", "sql"],
    transactionsOfSteps: true,
    documents: false,
  },
} as const satisfies Record<string, Capabilities>;

export type StoreKind = keyof typeof capabilities;
