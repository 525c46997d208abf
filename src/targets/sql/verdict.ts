import type { Answer } from "../../sql/database.ts";
import type { Outcome } from "../target.ts";
import type { Work } from "./work.ts";

export type Fault = Extract<Answer, { outcome: "failed" | "unknown" }>;

/** How the write, or the check, of one item ended. */
export type Verdict =
  | { readonly kind: "done" | "condition-failed" | "attribute-missing" }
  | { readonly kind: "fault"; readonly answer: Fault };

export const done: Verdict = { kind: "done" };
export const conditionFailed: Verdict = { kind: "condition-failed" };
/** An update counts with an attribute that the item lacks. */
export const attributeMissing: Verdict = { kind: "attribute-missing" };

/** DynamoDB's word, so that the columns of stores stand side by side. */
export const conditionFailedCode = "ConditionalCheckFailedException";

/** The outcome of an operation on one item, in the words that DynamoDB has for it. */
export function outcomeOf(verdict: Verdict, work: Work): Outcome {
  switch (verdict.kind) {
    case "done":
      work.items += 1;
      return work.ok();
    case "condition-failed":
      return work.refused(conditionFailedCode, true);
    case "attribute-missing":
      return work.refused("ValidationException");
    case "fault":
      return work.failed(verdict.answer);
    default:
      return verdict satisfies never;
  }
}
