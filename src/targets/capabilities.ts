import type { Connection } from "../config/connection.ts";
import { maxBatchGetItems, maxBatchWriteItems } from "../dynamodb/limits.ts";
import { mostInBatch } from "../scenario/scenario.ts";
import type { Capabilities } from "./target.ts";

/** What the stores can be asked, by kind; read without opening, or loading, any of them. */
export const capabilities = {
  dynamodb: {
    store: "DynamoDB",
    dialects: ["partiql"],
    transactionsOfSteps: false,
    documents: true,
    largestBatch: { get: maxBatchGetItems, write: maxBatchWriteItems },
  },
  postgres: {
    store: "PostgreSQL",
    dialects: ["postgres", "sql"],
    transactionsOfSteps: true,
    documents: false,
    largestBatch: { get: mostInBatch, write: mostInBatch },
  },
  mysql: {
    store: "MySQL",
    dialects: ["mysql", "sql"],
    transactionsOfSteps: true,
    documents: false,
    largestBatch: { get: mostInBatch, write: mostInBatch },
  },
} as const satisfies Record<string, Capabilities>;

export type StoreKind = keyof typeof capabilities;

/** What the store of a connection can be asked. */
export function capabilitiesAt(connection: Connection): Capabilities {
  switch (connection.kind) {
    case "sql":
      return capabilities[connection.settings.engine];
    case "postgres-memory":
    case "postgres-local":
      return capabilities.postgres;
    case "memory":
    case "local":
    case "dynamodb":
      return capabilities.dynamodb;
    default:
      return connection satisfies never;
  }
}
