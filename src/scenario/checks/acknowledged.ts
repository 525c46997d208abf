import { entityOf } from "../actions/item.ts";
import type { Part } from "../part.ts";
import type { AcknowledgedCheck, Entity } from "../scenario.ts";
import { checkShapes } from "../shape.ts";
import { type SingleAction, singleActionsOf } from "../single-actions.ts";
import type { CheckContext } from "./check.ts";

export function readAcknowledged(
  part: Part,
  { entities, tables, operations, complete }: CheckContext,
): AcknowledgedCheck | undefined {
  const name = part.read(checkShapes.acknowledged);
  const entity = name === undefined ? undefined : entityOf(part, name, entities);
  if (entity === undefined) return undefined;
  const actions = operations.flatMap(singleActionsOf);
  if (complete && !actions.some(action => makes(action, entity))) {
    part.problem(`no operation makes new ${entity.name} items, so there is nothing to check`, {
      hint: `make some with pick: new, such as put: { entity: ${entity.name}, pick: new }`,
    });
  }
  const { key } = tables.find(entity.table) ?? {};
  const keyNames = [...(key?.partition ?? []), ...(key?.sort ?? [])].map(each => each.name);
  for (const attribute of keyNames) {
    if (entity.item.attributes.get(attribute)?.timeless !== false) continue;
    part.problem(
      `${entity.name} items cannot be found again: their ${attribute} follows the clock`,
      {
        hint: "make keys of i, which is the same in every run",
      },
    );
  }
  const updated = new Set(actions.flatMap(action => updatedIn(action, entity.table)));
  const attributes = [...entity.item.attributes]
    .filter(([attribute, { timeless }]) => {
      return keyNames.includes(attribute) || (timeless && !updated.has(attribute));
    })
    .map(([attribute]) => attribute);
  return { kind: "acknowledged", name: `acknowledged ${entity.name}`, entity, attributes };
}

function makes(action: SingleAction, entity: Entity): boolean {
  if (action.kind !== "put" && action.kind !== "batchWrite") return false;
  // What `same` refers to may be new, and a put makes what is not there.
  const { kind } = action.pick;
  return action.entity === entity && (kind === "new" || kind === "same");
}

/** The attributes, at the top level, that an action changes in items of a table. */
function updatedIn(action: SingleAction, table: string): readonly string[] {
  if (action.kind !== "update" || action.entity.table !== table) return [];
  return action.update.map(({ path: [attribute] }) => attribute);
}
