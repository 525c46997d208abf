import type { Action, Entity, Flow, Pick } from "../scenario/scenario.ts";
import type { Random } from "../template/random.ts";
import type { Scope, TemplateValue } from "../template/scope.ts";
import type { EntityCounters, Taking } from "./counters.ts";
import type { Picker } from "./picker.ts";

/** A scope that is filled anew for every draw. */
export interface AimedScope extends Scope {
  index: number;
  readonly indexes?: number[];
  readonly vars: Record<string, TemplateValue>;
}

/** How an operation finds the items that it works on. */
export interface Aim {
  /** Points the scopes, one for each step, at the items of a draw. */
  aim(scopes: readonly AimedScope[], random: Random): void;
  /** What every draw of it takes from the counters. */
  readonly takings: readonly Taking[];
}

/** The actions of an operation: the steps of a flow, or itself. */
export function actionsOf(action: Action | Flow): readonly Action[] {
  return action.kind === "flow" ? action.steps.map(step => step.action) : [action];
}

/** The picks that one action makes, in order. */
export function picksOf(
  action: Action,
): readonly { readonly entity: Entity; readonly pick: Pick; readonly times: number }[] {
  switch (action.kind) {
    case "get":
    case "put":
    case "update":
    case "delete":
      return [{ entity: action.entity, pick: action.pick, times: 1 }];
    case "batchGet":
    case "batchWrite":
      return [{ entity: action.entity, pick: action.pick, times: placesOf(action) }];
    case "transactGet":
    case "transactWrite":
      return action.members.map(({ entity, pick }) => ({ entity, pick, times: 1 }));
    case "query":
    case "scan":
    case "statement":
      return [];
  }
}

/** How many items one action works on together; 0 for actions on single items, and on none. */
export function placesOf(action: Action): number {
  switch (action.kind) {
    case "batchGet":
    case "batchWrite":
      if (action.pick.kind === "new") return action.size;
      return Math.min(action.size, action.entity.count);
    case "transactGet":
    case "transactWrite":
      return action.members.length;
    default:
      return 0;
  }
}

/** Makes a way to pick among an entity's items. */
export type Pickers = (pick: Pick, entity: Entity) => Picker;

export function createAim(action: Action | Flow, pickers: Pickers, counters: EntityCounters): Aim {
  const actions = actionsOf(action);
  const takings = actions.flatMap(picksOf).flatMap(({ entity, pick, times }) => {
    const { kind } = pick;
    return kind === "new" || kind === "sequential"
      ? [{ counter: counters.of(entity, kind), times }]
      : [];
  });
  const steps = actions.map(step => createStep(step, pickers));
  return {
    takings,
    aim(scopes, random) {
      let previous = 0;
      for (let position = 0; position < steps.length; position++) {
        const [scope, step] = [scopes[position], steps[position]];
        if (scope !== undefined && step !== undefined) previous = step(scope, random, previous);
      }
    },
  };
}

/** Takes the index that was picked before and gives the one that a `same` after it means. */
type AimStep = (scope: AimedScope, random: Random, previous: number) => number;

function createStep(action: Action, pickers: Pickers): AimStep {
  switch (action.kind) {
    case "get":
    case "put":
    case "update":
    case "delete": {
      const picker = pickers(action.pick, action.entity);
      return (scope, random, previous) => {
        scope.index = picker.pick(random, previous);
        return scope.index;
      };
    }
    case "batchGet":
    case "batchWrite": {
      const { entity, pick } = action;
      const picker = pickers(pick, entity);
      return aimTogether(new Array<Member>(placesOf(action)).fill({ entity, picker }));
    }
    case "transactGet":
    case "transactWrite":
      return aimTogether(
        action.members.map(({ entity, pick }) => ({ entity, picker: pickers(pick, entity) })),
      );
    case "query":
    case "scan":
    case "statement":
      return (_scope, _random, previous) => previous;
  }
}

interface Member {
  readonly entity: Entity;
  readonly picker: Picker;
}

/**
 * Fills a scope's `indexes` with a pick for each member. No request may name an item twice, so a
 * pick that a member of the same entity has already gives way to the next index.
 */
function aimTogether(members: readonly Member[]): AimStep {
  return (scope, random, previous) => {
    const { indexes = [] } = scope;
    let last = previous;
    for (const [place, { entity, picker }] of members.entries()) {
      let index = picker.pick(random, last);
      const bound = picker.bound();
      // As many tries as there are members before: more than so many are not taken.
      for (
        let tries = 0;
        tries < place && isTaken(members, indexes, place, entity, index);
        tries++
      ) {
        index = index + 1 < bound ? index + 1 : 0;
      }
      indexes[place] = index;
      last = index;
    }
    scope.index = indexes[0] ?? 0;
    return previous;
  };
}

function isTaken(
  members: readonly Member[],
  indexes: readonly number[],
  place: number,
  entity: Entity,
  index: number,
): boolean {
  for (
    let at = indexes.indexOf(index);
    at !== -1 && at < place;
    at = indexes.indexOf(index, at + 1)
  ) {
    if (members[at]?.entity.name === entity.name) return true;
  }
  return false;
}
