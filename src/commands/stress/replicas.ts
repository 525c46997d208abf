import { DynError } from "../../errors.ts";
import type { Variant } from "./variants.ts";

/** @throws DynError "usage" for replicas where dyn starts no PostgreSQL that can have them */
export function checkReplicas(replicas: number | undefined, variants: readonly Variant[]): void {
  const kinds = variants.map(({ connection }) => connection.kind);
  if (replicas === undefined || kinds.some(kind => kind.startsWith("postgres-"))) return;
  throw new DynError("usage", "--replicas is for a PostgreSQL that dyn starts itself", {
    hint: "run it on -t postgres:memory or -t postgres:local",
  });
}
