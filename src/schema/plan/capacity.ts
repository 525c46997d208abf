import type { Capacity, Units } from "../schema.ts";
import { isWithin } from "./compared.ts";

/** Whether what is provisioned is as wanted: in between, where something outside scales it. */
export function isCapacityWithin(has: Capacity, wanted: Capacity): boolean {
  return isWithin(has.read.min, wanted.read) && isWithin(has.write.min, wanted.write);
}

/** What is as wanted and nearest to what there is: the direction that is right stays as it was scaled. */
export function nearest(has: Capacity, wanted: Capacity): Capacity {
  return { read: within(has.read, wanted.read), write: within(has.write, wanted.write) };
}

function within({ min: has }: Units, { min, max }: Units): Units {
  const units = Math.min(Math.max(has, min), max);
  return { min: units, max: units };
}
