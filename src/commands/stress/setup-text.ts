import type { EntitySetup, Setup, TableSetup } from "../../data/setup.ts";
import { formatCount } from "../../output/units.ts";
import { itemsPerSecond, seededIn } from "../../reporters/seeding.ts";

const states = { created: "created", exists: "is there" } as const;

/** A line for each table, `UserSessions created, 20,000 session items seeded in 1.4 s (14,280 items/s)`. */
export function setupTexts({ tables, entities }: Setup): readonly string[] {
  const named = new Set(tables.map(({ table }) => table));
  const others = entities.map(({ table }) => table).filter(table => !named.has(table));
  return [...named, ...new Set(others)].map(name => {
    const state = tables.find(({ table }) => table === name);
    const seeded = entities.filter(({ table }) => table === name).map(entityText);
    return [tableText(name, state), ...seeded].join(", ");
  });
}

/** What was made ready, as plain data. */
export function setupData({ tables, entities }: Setup) {
  return {
    tables,
    entities: entities.map(({ entity, table, written, elapsedMs }) => ({
      entity,
      table,
      written,
      seconds: Math.round(elapsedMs) / 1000,
      itemsPerSecond: Math.round(itemsPerSecond(written, elapsedMs)),
    })),
  };
}

function tableText(name: string, setup: TableSetup | undefined): string {
  return setup === undefined ? name : `${name} ${states[setup.state]}`;
}

function entityText({ entity, written, elapsedMs }: EntitySetup): string {
  return `${formatCount(written)} ${entity} items seeded in ${seededIn(written, elapsedMs)}`;
}
