import { ExpressionError } from "../../src/expressions/error.ts";

/** The mistake that a parser finds. */
export function failure(run: () => unknown): ExpressionError {
  try {
    run();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error("it should have failed");
}
