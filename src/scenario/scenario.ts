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
  /** The newest most: items made by this run first, then count - 1, count - 2, … by Zipf's law. */
  | { readonly kind: "latest"; readonly theta: number }
  /** A share of the keys, the lowest indexes, gets a share of the traffic; both from 0 to 1. */
  | { readonly kind: "hotspot"; readonly keyShare: number; readonly trafficShare: number }
  | { readonly kind: "sequential" }
  | { readonly kind: "new" }
  /** The index of the step, or the member of a transaction, before. */
  | { readonly kind: "same" };

/** The templates of the `${…}` in an action's expressions: one for each place, also for the same text. */
export type Parameters = ReadonlyMap<Parameter, ValueTemplate>;

interface OnItem {
  readonly entity: Entity;
  readonly pick: Pick;
}

/** The instance that writes, or one of those that read only. */
export const routes = ["read", "write"] as const;
export type Route = (typeof routes)[number];

interface Routed {
  /**
   * Which instance of a store with replicas is asked; a store without any has one for both. Absent: a
   * replica for reads that need not be consistent, else the one that writes.
   */
  readonly route?: Route;
}

interface Parametrised {
  /** Absent: the expressions leave nothing open. */
  readonly parameters?: Parameters;
}

interface Paged {
  /** The most pages that one operation reads; Infinity for all. */
  readonly pages: number;
}

/** A read that is made again until it shows what was written before it. */
export interface Freshness extends Parametrised {
  /** Holds for the item once it is as written; absent: it is there. */
  readonly condition?: Condition;
  readonly withinMs: number;
}

export interface GetAction extends OnItem, Routed {
  readonly kind: "get";
  readonly consistent: boolean;
  readonly select?: Projection;
  /** The engine reads until it finds the item; absent: once. */
  readonly until?: Freshness;
}

export interface PutAction extends OnItem, Parametrised {
  readonly kind: "put";
  readonly condition?: Condition;
}

export interface UpdateAction extends OnItem, Parametrised {
  readonly kind: "update";
  readonly update: Update;
  readonly condition?: Condition;
}

export interface DeleteAction extends OnItem, Parametrised {
  readonly kind: "delete";
  readonly condition?: Condition;
}

/** A member of a transaction that writes nothing but must hold. */
export interface ConditionCheck extends OnItem, Parametrised {
  readonly kind: "check";
  readonly condition: Condition;
}

export interface QueryAction extends Parametrised, Paged, Routed {
  readonly kind: "query";
  readonly table: string;
  readonly index?: string;
  readonly where: Condition;
  readonly filter?: Condition;
  readonly select?: Projection;
  readonly limit?: number;
  readonly descending: boolean;
  readonly consistent: boolean;
}

export interface ScanAction extends Parametrised, Paged, Routed {
  readonly kind: "scan";
  readonly table: string;
  readonly index?: string;
  readonly filter?: Condition;
  readonly select?: Projection;
  readonly limit?: number;
  readonly consistent: boolean;
}

/** Items of one batch, on any store. */
export const mostInBatch = 1_000;

export interface BatchGetAction extends OnItem, Routed {
  readonly kind: "batchGet";
  readonly size: number;
  readonly consistent: boolean;
}

export interface BatchWriteAction extends OnItem {
  readonly kind: "batchWrite";
  readonly size: number;
}

/** Members' items are all different; a scope's `indexes` has one place for each member, in order. */
export interface TransactGetAction extends Routed {
  readonly kind: "transactGet";
  readonly members: readonly GetAction[];
}

export type TransactWriteMember = PutAction | UpdateAction | DeleteAction | ConditionCheck;

/** SQL's own words. What has none is under the store's own isolation, DynamoDB's is serializable. */
export const isolations = ["read-committed", "repeatable-read", "serializable"] as const;
export type Isolation = (typeof isolations)[number];

export interface TransactWriteAction {
  readonly kind: "transactWrite";
  readonly members: readonly TransactWriteMember[];
}

/** `sql` is for every SQL store that has no text of its own. */
export const dialects = ["partiql", "sql", "postgres", "mysql"] as const;
export type Dialect = (typeof dialects)[number];

/** A statement's text around its values: one piece more than there are values. */
export interface StatementText {
  readonly pieces: readonly string[];
  readonly values: readonly ValueTemplate[];
  /** It writes nothing. */
  readonly readOnly: boolean;
  /** It gives rows although it may write: `SELECT … FOR UPDATE`, `… RETURNING Id`. */
  readonly givesRows?: true;
}

/** The same statement in one or more languages. */
export interface StatementAction extends Paged, Routed {
  readonly kind: "statement";
  readonly texts: Readonly<Partial<Record<Dialect, StatementText>>>;
  readonly consistent: boolean;
}

/** One thing that a target can do, matched to the end by targets. */
export type Action =
  | GetAction
  | PutAction
  | UpdateAction
  | DeleteAction
  | QueryAction
  | ScanAction
  | BatchGetAction
  | BatchWriteAction
  | TransactGetAction
  | TransactWriteAction
  | StatementAction;

export interface FlowStep {
  readonly action: Action;
  /**
   * The variable that later steps know what this one read by: an item, or the list of a query's,
   * scan's, batch's, transaction's or statement's items.
   */
  readonly as?: string;
  /**
   * How many times a flow begins anew when this step's condition does not hold; 0: it fails at once. A
   * SQL statement's is that it finds a row, where this is not 0.
   */
  readonly restarts: number;
}

/** Steps in order, made by the engine of single actions; together they count as one operation. */
export interface Flow {
  readonly kind: "flow";
  readonly steps: readonly FlowStep[];
  /** There when all steps are one transaction. */
  readonly transaction?: Isolation;
}

export interface Operation {
  readonly name: string;
  readonly weight: number;
  readonly action: Action | Flow;
  /** Variables in the order they are written; a later one may use an earlier one. */
  readonly vars: readonly { readonly name: string; readonly value: ValueTemplate }[];
  /**
   * How many times one operation is tried again after a transaction conflict; of a flow, each step,
   * or the whole where it is a transaction.
   */
  readonly retryConflicts: number;
  /** Figures of another source that a report sets beside the measured ones, in the metrics' units. */
  readonly reference?: Readonly<Partial<Record<ReferenceMetric, number>>>;
}

export const referenceMetrics = [
  "throughput",
  "itemThroughput",
  "p50",
  "p75",
  "p90",
  "p95",
  "p99",
  "p99.9",
  "max",
  "mean",
] as const;
/** Throughputs a second, latencies in ms. */
export type ReferenceMetric = (typeof referenceMetrics)[number];

/** How long a run lasts: by time or by operations. */
export type Extent =
  | { readonly kind: "duration"; readonly durationMs: number }
  | { readonly kind: "requests"; readonly requests: number };

/** A part of an open loop. With `ramp`, the rate grows evenly from the stage's before it, the first from 0. */
export interface Stage {
  readonly ratePerSecond: number;
  /** Infinity when the load's extent ends it. */
  readonly durationMs: number;
  readonly ramp: boolean;
}

export const arrivalKinds = ["constant", "poisson"] as const;
export type Arrivals = (typeof arrivalKinds)[number];

/** What starts an operation: the end of another one, or a schedule. */
export type Pace =
  | { readonly kind: "closed" }
  | { readonly kind: "open"; readonly arrivals: Arrivals; readonly stages: readonly Stage[] };

/** More sockets than this would measure the generator, not the table. */
export const mostInFlight = 10_000;

/** Operations a second; a schedule of more would keep the generator busy with counting alone. */
export const mostStarts = 1_000_000;
export const mostStartsText = "a rate is at most 1,000,000/s";

export interface Load {
  /** In an open loop, at the rate that the measured part begins with. */
  readonly warmupMs: number;
  readonly extent: Extent;
  /** The cap on requests in flight. */
  readonly concurrency: number;
  readonly pace: Pace;
  /** `inTurn`: one operation after the other, each with the whole load; weights do not matter. */
  readonly order: "mixed" | "inTurn";
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
  /** Stops the run when it is missed; judged once a second, this long after the measurement began. */
  readonly abort?: { readonly afterMs: number };
}

/** Terms with a sign, such as `Quantity + Reserved`: each an attribute of the item. */
export type SumTerms = readonly { readonly sign: 1 | -1; readonly attribute: string }[];

interface Named {
  /** As a report shows it. */
  readonly name: string;
}

/** Every new item that the store has acknowledged is there, and no more than may be there. */
export interface AcknowledgedCheck extends Named {
  readonly kind: "acknowledged";
  readonly entity: Entity;
  /** The attributes to compare: those that follow from the index alone and that nothing updates. */
  readonly attributes: readonly string[];
}

/** A sum over all items, exact to the digit; numbers that an item lacks count as 0. */
export interface SumCheck extends Named, Parametrised {
  readonly kind: "sum";
  readonly table: string;
  /** Of the seeded items of an entity, read together as of one moment; at most 100. */
  readonly entity?: Entity;
  readonly where?: Condition;
  readonly terms: SumTerms;
  /** Exact digits. */
  readonly equals: string;
  /** Judged again and again while the load runs, this long apart; needs `entity`. */
  readonly duringMs?: number;
}

/** No item of the table fails the condition. */
export interface EveryCheck extends Named, Parametrised {
  readonly kind: "every";
  readonly table: string;
  readonly where: Condition;
}

export interface CountCheck extends Named, Parametrised {
  readonly kind: "count";
  readonly table: string;
  readonly where?: Condition;
  /** Both included. */
  readonly atLeast: number;
  /** Infinity when there is no bound. */
  readonly atMost: number;
}

/** A global or local index holds just what its table says. */
export interface IndexCheck extends Named {
  readonly kind: "indexMatches";
  readonly table: string;
  readonly index: string;
}

export type Check = AcknowledgedCheck | SumCheck | EveryCheck | CountCheck | IndexCheck;

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
  readonly checks: readonly Check[];
  /** Of the texts of the scenario and its tables, SHA-256, the first 16 hex digits: results of one scenario have the same. */
  readonly digest: string;
}
