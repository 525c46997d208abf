import { located } from "../errors.ts";
import type { Entity, Operation, Scenario } from "../scenario/scenario.ts";
import { hash32, Random } from "../template/random.ts";
import type { TemplateValue } from "../template/scope.ts";
import {
  type Aim,
  type AimedScope,
  actionsOf,
  createAim,
  type Pickers,
  picksOf,
  placesOf,
} from "./aim.ts";
import { EntityCounters } from "./counters.ts";
import { allOfThem, createPicker, type Share } from "./picker.ts";
import { type Slice, whole } from "./slice.ts";
import { weightedChoice } from "./weights.ts";

/** Keeps the engine's random numbers apart from those of templates, which share the seed. */
const drawStream = hash32("draw");

/** An operation by its position in the scenario, and what it works on this time. */
export interface Drawn {
  readonly operation: number;
  /** One for each step of a flow, with the same variables; otherwise a single one. */
  readonly scopes: readonly AimedScope[];
}

/** The scopes of each operation, filled anew for every draw: a lane has one operation in flight. */
export type Lane = readonly Drawn[];

export interface DrawOptions {
  /** Milliseconds since the epoch, for templates. */
  readonly now: () => number;
  /** All draws unless told. */
  readonly slice?: Slice;
  /** Draws this operation alone, one of all that have their turn after each other; all unless told. */
  readonly turn?: number;
}

/**
 * Decides what is done next. Draw n = 0, 1, 2, … is a pure function of (seed, n): the counters
 * behind the picks `new` and `sequential` stand where all draws before n have left them, also those
 * that other slices make. So the slices of a load do together just what the whole would do.
 */
export class Draws {
  readonly #scenario: Scenario;
  readonly #options: Required<Omit<DrawOptions, "turn">>;
  readonly #counters = new EntityCounters();
  readonly #random = new Random();
  readonly #choose: (fraction: number) => number;
  readonly #aims: readonly Aim[];
  readonly #counts: boolean;
  /** Random numbers and variables follow from it: `first`, `first + every`, … for draws 0, 1, … */
  readonly #numbers: Share;
  #draw = 0;
  #mine: number;

  constructor(scenario: Scenario, { now, slice = whole, turn }: DrawOptions) {
    const { operations } = scenario;
    this.#scenario = scenario;
    this.#options = { now, slice };
    this.#mine = slice.offset;
    this.#numbers = turn === undefined ? allOfThem : { first: turn, every: operations.length };
    this.#aims = operations.map(({ action }) => this.#aim(action, turn));
    this.#choose =
      turn === undefined ? weightedChoice(operations.map(({ weight }) => weight)) : () => turn;
    this.#counts = this.#aims.some(({ takings }) => takings.length > 0);
  }

  lane(): Lane {
    const { seed, operations } = this.#scenario;
    return operations.map(({ action }, operation) => {
      const vars = Object.create(null) as Record<string, TemplateValue>;
      const scopes = actionsOf(action).map(step => {
        const scope = { seed, index: 0, vars, now: this.#options.now };
        const places = placesOf(step);
        return places === 0 ? scope : { ...scope, indexes: new Array<number>(places).fill(-1) };
      });
      return { operation, scopes };
    });
  }

  /** The slice's next draw, in the lane's scopes: what its draw before has given is overwritten. */
  next(lane: Lane): Drawn {
    this.#skipTo(this.#mine);
    const number = this.#number(this.#draw);
    const position = this.#operationOf(number);
    const drawn = lane[position];
    const operation = this.#scenario.operations[position];
    const aim = this.#aims[position];
    if (drawn === undefined || operation === undefined || aim === undefined) {
      throw new RangeError("a scenario has at least one operation with a weight");
    }
    for (const scope of drawn.scopes) scope.index = number;
    evaluateVars(operation, drawn);
    aim.aim(drawn.scopes, this.#random);
    this.#draw++;
    this.#mine += this.#options.slice.stride;
    return drawn;
  }

  #aim(action: Operation["action"], turn: number | undefined): Aim {
    const pickers: Pickers = (pick, entity) => {
      const share = turn === undefined ? allOfThem : this.#shareOfNew(entity, turn);
      return createPicker(pick, entity, this.#counters, share);
    };
    return createAim(action, pickers, this.#counters);
  }

  /** Those who make new items of an entity in turns make every n-th each: none knows how many others made. */
  #shareOfNew(entity: Entity, turn: number): Share {
    const makers = this.#scenario.operations.flatMap(({ action }, position) =>
      actionsOf(action)
        .flatMap(picksOf)
        .some(each => each.pick.kind === "new" && each.entity.name === entity.name)
        ? [position]
        : [],
    );
    return { first: Math.max(0, makers.indexOf(turn)), every: Math.max(1, makers.length) };
  }

  /** Leaves draws to other slices; what they take from the counters counts. */
  #skipTo(draw: number): void {
    if (this.#counts) {
      for (; this.#draw < draw; this.#draw++) {
        const aim = this.#aims[this.#operationOf(this.#number(this.#draw))];
        if (aim !== undefined) this.#counters.skip(aim.takings, 1);
      }
    }
    this.#draw = draw;
  }

  #number(draw: number): number {
    return this.#numbers.first + this.#numbers.every * draw;
  }

  /** The operation of a draw; the random numbers that follow are those of its picks. */
  #operationOf(number: number): number {
    return this.#choose(this.#random.reset(this.#scenario.seed, drawStream, number).float());
  }
}

/** Variables differ from draw to draw, items follow from their own index. */
function evaluateVars({ name: operation, vars }: Operation, { scopes }: Drawn): void {
  const scope = scopes[0];
  if (scope === undefined) return;
  for (const { name, value } of vars) {
    try {
      scope.vars[name] = value.evaluate(scope);
    } catch (error) {
      throw located(error, `${operation}: ${name}`, `, with i = ${scope.index}`);
    }
  }
}
