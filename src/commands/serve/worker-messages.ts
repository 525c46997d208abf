import type { ErrorKind } from "../../errors.ts";
import type { MetricFamily } from "../../gateway/metrics/family.ts";
import type { Invalidated } from "./peers.ts";
import type { ServeTask } from "./task.ts";

/** What one process asks of all, and what each says. */
export interface Questions {
  readonly families: { readonly asked: null; readonly said: readonly MetricFamily[] };
  readonly invalidate: { readonly asked: Invalidated; readonly said: number };
}

export type Question = {
  [Kind in keyof Questions]: { readonly kind: Kind; readonly of: Questions[Kind]["asked"] };
}[keyof Questions];

export type ToServeWorker =
  | { readonly kind: "serve"; readonly task: ServeTask; readonly number: number }
  | { readonly kind: "drain" }
  /** To be answered with `said`. */
  | { readonly kind: "question"; readonly id: number; readonly question: Question }
  /** What all have said to a question of this worker's, as far as they did in time. */
  | {
      readonly kind: "answers";
      readonly id: number;
      readonly answers: readonly unknown[];
      /** How many are there and did not. */
      readonly silent: number;
    };

export type FromServeWorker =
  /** It is there, and waits for what to do. */
  | { readonly kind: "here" }
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "ask"; readonly id: number; readonly question: Question }
  | { readonly kind: "said"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "ended"; readonly cut: number }
  | {
      readonly kind: "failed";
      readonly error: {
        readonly kind: ErrorKind;
        readonly message: string;
        readonly hint?: string;
      };
    };
