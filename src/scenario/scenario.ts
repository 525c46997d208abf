import type { Condition, Parameter, Projection, Update } from "../expressions/ast.ts";
import type { TableSchema } from "../schema/schema.ts";
import type { ItemTemplate, ValueTemplate } from "../template/template.ts";

/** A kind of item whose content is a pure function of its index. Items 0 … count-1 exist once seeded. */
export interface Entity {
  readonly name: string;
  readonly table: string;
  readonly count: number;
  readonly item: ItemTemplate;
}

/** How an operation chooses the index of the item it works on. */
export type Pick =
  | { readonly kind: "uniform" }
  | { readonly kind: "zipf"; readonly theta: number }
  | { readonly kind: "sequential" }
  | { readonly kind: "new" };

/** The templates of the `${…}` in an action's expressions: one for each place, also for the same text. */
export type Parameters = ReadonlyMap<Parameter, ValueTemplate>;

/** One thing a scenario does, matched to the end by targets. */
export type Action =
  | {
      readonly kind: "get";
      readonly entity: Entity;
      readonly pick: Pick;
      readonly consistent: boolean;
      readonly select?: Projection;
    }
  | {
      readonly kind: "put";
      readonly entity: Entity;
      readonly pick: Pick;
      readonly condition?: Condition;
      /** Absent: the expressions leave nothing open. */
      readonly parameters?: Parameters;
    }
  | {
      readonly kind: "update";
      readonly entity: Entity;
      readonly pick: Pick;
      readonly update: Update;
      readonly condition?: Condition;
      /** Absent: the expressions leave nothing open. */
      readonly parameters?: Parameters;
    }
  | {
      readonly kind: "delete";
      readonly entity: Entity;
      readonly pick: Pick;
      readonly condition?: Condition;
      /** Absent: the expressions leave nothing open. */
      readonly parameters?: Parameters;
    }
  | {
      readonly kind: "query";
      readonly table: string;
      readonly index?: string;
      readonly where: Condition;
      readonly filter?: Condition;
      readonly select?: Projection;
      readonly limit?: number;
      readonly descending: boolean;
      readonly consistent: boolean;
      /** Absent: the expressions leave nothing open. */
      readonly parameters?: Parameters;
    }
  | {
      readonly kind: "batchGet";
      readonly entity: Entity;
      readonly pick: Pick;
      readonly size: number;
      readonly consistent: boolean;
    }
  | {
      readonly kind: "batchWrite";
      readonly entity: Entity;
      readonly pick: Pick;
      readonly size: number;
    };

export interface Operation {
  readonly name: string;
  readonly weight: number;
  readonly action: Action;
  /** Variables in the order they are written; a later one may use an earlier one. */
  readonly vars: readonly { readonly name: string; readonly value: ValueTemplate }[];
}

/** How long a run lasts: by time or by operations. */
export type Extent =
  | { readonly kind: "duration"; readonly durationMs: number }
  | { readonly kind: "requests"; readonly requests: number };

/** More sockets than this would measure the generator, not the table. */
export const mostInFlight = 10_000;

export interface Load {
  readonly warmupMs: number;
  readonly extent: Extent;
  /** The cap on requests in flight. */
  readonly concurrency: number;
}

export const metrics = [
  "p50",
  "p75",
  "p90",
  "p95",
  "p99",
  "p99.9",
  "max",
  "mean",
  "throughput",
  "errors",
  "failed",
  "unknown",
  "throttled",
] as const;
export type Metric = (typeof metrics)[number];

/** `[operation.]metric comparator value`. Latencies in ms, throughput a second, `errors` and its kin a share when written in %. */
export interface Threshold {
  /** As the user wrote it. */
  readonly expression: string;
  /** Absent: the total of all operations. */
  readonly operation?: string;
  readonly metric: Metric;
  readonly comparator: "<" | "<=" | ">" | ">=" | "==";
  readonly value: number;
  readonly unit: "ms" | "perSecond" | "share" | "count";
}

/** A scenario, parsed and checked: nothing after this validates again. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  readonly tables: readonly TableSchema[];
  readonly entities: readonly Entity[];
  readonly operations: readonly Operation[];
  readonly load: Load;
  readonly thresholds: readonly Threshold[];
}
