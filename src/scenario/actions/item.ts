import { suggestion } from "../../config/suggest.ts";
import type { Part } from "../part.ts";
import { parsePick, pickNames } from "../pick.ts";
import type { Entity, Pick } from "../scenario.ts";
import type { ActionContext } from "./context.ts";

export interface OnItem {
  readonly entity: Entity;
  readonly pick: Pick;
}

interface May {
  /** Make items that are not there yet. */
  readonly new: boolean;
  /** Take the item before; not for batches, which are many. */
  readonly same?: boolean;
}

/** The entity that an action works on, and how it picks among its items. */
export function itemOf(
  part: Part,
  shape: { readonly entity: string; readonly pick: string },
  context: ActionContext,
  may: May,
): OnItem | undefined {
  const pick = pickOf(part.part("pick"), shape.pick, may);
  const entity = entityOf(part.part("entity"), shape.entity, context.entities);
  if (entity === undefined || pick === undefined) return undefined;
  if (pick.kind === "same") checkSame(part.part("pick"), entity, context, may);
  else if (pick.kind !== "new" && entity.count === 0) {
    part.part("pick").problem(`${entity.name} has no items to pick from: its count is 0`, {
      hint: `give it a count${may.new ? ", or pick: new" : ""}`,
    });
  }
  return { entity, pick };
}

function pickOf(part: Part, text: string, may: May): Pick | undefined {
  const pick = parsePick(text);
  if (pick === undefined && /\([^)]*$/.test(text)) {
    part.problem(
      `the pick "${text}" ends at its comma: between { } a text with a comma is quoted`,
      { hint: 'write pick: "hotspot(0.2, 0.8)"' },
    );
  } else if (pick === undefined) {
    part.problem(`unknown pick "${text}"${suggestion(text, pickNames)}`, {
      hint: "picks: uniform, zipf, zipf(1.2), latest, latest(1.2), hotspot(0.2, 0.8), sequential, new, same",
    });
  }
  if (pick?.kind === "new" && !may.new) {
    part.problem("pick new makes items that are not there yet", {
      hint: "new goes with put, update and batchWrite; here pick uniform, zipf or sequential",
    });
  }
  return pick;
}

/** The entity of that name; undefined when there is none, which is noted, or it has mistakes. */
export function entityOf(
  part: Part,
  name: string,
  entities: ActionContext["entities"],
): Entity | undefined {
  if (!entities.has(name)) {
    const names = [...entities.keys()];
    part.problem(`unknown entity "${name}"${suggestion(name, names)}`, {
      hint: names.length > 0 ? `entities: ${names.join(", ")}` : "describe it under entities:",
    });
  }
  return entities.get(name);
}

function checkSame(part: Part, entity: Entity, { trail }: ActionContext, may: May): void {
  if (trail?.origin === undefined || may.same === false) {
    part.problem(
      may.same === false
        ? "pick same is one item, and a batch has several"
        : "pick same needs something before it that works on one item",
      { hint: "it goes with a later step of a flow, or a later member of a transaction" },
    );
    return;
  }
  const missing = may.new ? undefined : trail.missing(entity);
  if (missing !== undefined) {
    part.problem(`pick same: ${missing}`, {
      hint: `give ${entity.name} as many items, or put the item first`,
    });
  }
}

/** A batch names an item once only, so it cannot be larger than the number of items. */
export function sizeOf(
  part: Part,
  size: number | undefined,
  largest: number,
  { entity, pick }: OnItem,
): number {
  if (pick.kind === "new" || entity.count === 0) return size ?? largest;
  if (size !== undefined && size > entity.count) {
    part.part("size").problem(`${entity.name} has ${entity.count} items, fewer than ${size}`, {
      hint: "a batch names each item once",
    });
  }
  return size ?? Math.min(largest, entity.count);
}
