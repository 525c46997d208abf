import type { Expressions } from "../expressions.ts";
import type { Entity } from "../scenario.ts";
import type { Tables } from "../tables.ts";
import type { Trail } from "./trail.ts";

/** What the actions of a scenario may refer to. */
export interface Surroundings {
  readonly tables: Tables;
  /** Every entity of the file by name; undefined for those with mistakes. */
  readonly entities: ReadonlyMap<string, Entity | undefined>;
}

/** The same for one action. */
export interface ActionContext extends Surroundings {
  readonly expressions: Expressions;
  /** What `pick: same` refers to; undefined where no other step or member can come before. */
  readonly trail: Trail | undefined;
}

export function parametersOf({ expressions: { parameters } }: ActionContext) {
  return parameters.size > 0 ? { parameters } : {};
}

/** Without the members that are undefined. */
export function given<T extends object>(
  members: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
