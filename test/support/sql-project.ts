import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type HostPort,
  passwordVariables,
  type SqlSettings,
} from "../../src/config/sql-settings.ts";

/** A directory with a `dyn.yaml` whose target `shop` is a server of the tests, and other files. */
export interface SqlProject {
  readonly cwd: string;
  /** The password's variable. */
  readonly env: Readonly<Record<string, string>>;
}

/** @param more keys of the target, and their values as YAML */
export function sqlProject(
  parent: string,
  { engine, writer, readers, database, user, auth }: SqlSettings,
  files: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): SqlProject {
  const cwd = mkdtempSync(join(parent, "project-"));
  const keys = {
    engine,
    writeEndpoint: endpointOf(writer),
    ...(readers.length > 0 && { readEndpoints: `[${readers.map(endpointOf).join(", ")}]` }),
    database,
    user,
    ...more,
  };
  const target = Object.entries(keys).map(([key, value]) => `    ${key}: ${value}\n`);
  const all = { "dyn.yaml": `targets:\n  shop:\n${target.join("")}`, ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(cwd, name), text);
  const password = auth.kind === "own" ? auth.password : "";
  return { cwd, env: { [passwordVariables[engine]]: password } };
}

function endpointOf({ host, port }: HostPort): string {
  return `"${host}:${port}"`;
}
