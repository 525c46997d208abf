import { DynError } from "../../errors.ts";
import type { Database } from "../../sql/database.ts";
import type { Capabilities, Target } from "../target.ts";

export function sqlTarget(database: Database, { store }: Capabilities): Target {
  throw new DynError("failed", `${database.name}: no target for ${store}`);
}
