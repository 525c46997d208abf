import type { Action, Flow, Operation, Scenario } from "../scenario/scenario.ts";
import { hash32, Random } from "../template/random.ts";
import type { Scope, TemplateValue } from "../template/scope.ts";
import { createPicker, EntityCounters, pickBatch } from "./picker.ts";
import { weightedChoice } from "./weights.ts";

/** Keeps the engine's random numbers apart from those of templates, which share the seed. */
const drawStream = hash32("draw");

interface MutableScope extends Scope {
  index: number;
  readonly indexes?: number[];
  readonly vars: Record<string, TemplateValue>;
}

/** An operation by its position in the scenario, and what it works on this time. */
export interface Drawn {
  readonly operation: number;
  readonly scope: Scope;
}

/** One scope an operation, filled anew for every draw: a lane has one operation in flight. */
export type Lane = readonly (Drawn & { readonly scope: MutableScope })[];

/**
 * Decides what is done next. Draw n = 0, 1, 2, … is a pure function of (seed, n) but for the
 * counters behind the picks `new` and `sequential`, which advance in the order of the draws.
 */
export class Draws {
  readonly #scenario: Scenario;
  readonly #now: () => number;
  readonly #random = new Random();
  readonly #choose: (fraction: number) => number;
  readonly #aims: readonly Aim[];
  #count = 0;

  constructor(scenario: Scenario, now: () => number) {
    const counters = new EntityCounters();
    this.#scenario = scenario;
    this.#now = now;
    this.#choose = weightedChoice(scenario.operations.map(({ weight }) => weight));
    this.#aims = scenario.operations.map(({ action }) => createAim(action, counters));
  }

  lane(): Lane {
    return this.#scenario.operations.map(({ action }, operation) => {
      const size = batchSize(action);
      const scope = {
        seed: this.#scenario.seed,
        index: 0,
        vars: Object.create(null) as Record<string, TemplateValue>,
        now: this.#now,
      };
      return {
        operation,
        scope: size === 0 ? scope : { ...scope, indexes: new Array(size).fill(-1) },
      };
    });
  }

  /** The next draw, in the lane's scopes: what its draw before has given is overwritten. */
  next(lane: Lane): Drawn {
    const draw = this.#count++;
    const random = this.#random.reset(this.#scenario.seed, drawStream, draw);
    const position = this.#choose(random.float());
    const drawn = lane[position];
    const operation = this.#scenario.operations[position];
    const aim = this.#aims[position];
    if (drawn === undefined || operation === undefined || aim === undefined) {
      throw new RangeError("a scenario has at least one operation with a weight");
    }
    // Variables differ from draw to draw, items follow from their own index.
    drawn.scope.index = draw;
    evaluateVars(operation, drawn.scope);
    aim(drawn.scope, random);
    return drawn;
  }
}

/** Points a scope at the items that the operation works on. */
type Aim = (scope: MutableScope, random: Random) => void;

function createAim(action: Action | Flow, counters: EntityCounters): Aim {
  switch (action.kind) {
    case "get":
    case "put":
    case "update":
    case "delete": {
      const picker = createPicker(action.pick, action.entity, counters);
      return (scope, random) => {
        scope.index = picker(random);
      };
    }
    case "batchGet":
    case "batchWrite": {
      const picker = createPicker(action.pick, action.entity, counters);
      const { count } = action.entity;
      return (scope, random) => {
        if (scope.indexes === undefined) return;
        pickBatch(picker, random, count, scope.indexes);
        scope.index = scope.indexes[0] ?? 0;
      };
    }
    case "query":
    case "scan":
    case "statement":
      return () => {};
    case "transactGet":
    case "transactWrite":
    case "flow":
      throw new TypeError(`${action.kind} has no picker yet`);
  }
}

/** 0 for operations on single items. */
function batchSize(action: Action | Flow): number {
  if (action.kind !== "batchGet" && action.kind !== "batchWrite") return 0;
  if (action.pick.kind === "new") return action.size;
  return Math.min(action.size, action.entity.count);
}

function evaluateVars(operation: Operation, scope: MutableScope): void {
  for (const { name, value } of operation.vars) scope.vars[name] = value.evaluate(scope);
}
