import type { KeyAttribute, KeySchema, Projection } from "../schema.ts";

/** The same text for the same key, and for no other: words for people may coincide. */
export function keyIdentity({ partition, sort }: KeySchema): string {
  const pairs = (attributes: readonly KeyAttribute[]) =>
    attributes.map(({ name, type }) => [name, type]);
  return JSON.stringify([pairs(partition), pairs(sort)]);
}

/** The same for projections. Projected attributes are a set: their order is none. */
export function projectionIdentity(projection: Projection): string {
  return projection.kind === "include"
    ? JSON.stringify(projection.attributes.toSorted())
    : projection.kind;
}
