import { DynError } from "../../src/errors.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { Operation, Scenario } from "../../src/scenario/scenario.ts";

const sessions = `
table: UserSessions
partitionKey: UserId S
sortKey: SessionId S
indexes:
  ByAddress: { partitionKey: IpAddress S, sortKey: Hits N }
`;

const files: ReadonlyMap<string, string> = new Map([["s/tables/sessions.yaml", sessions]]);

/** Loads a scenario as if it stood in `s/test.yaml`, beside `s/tables/sessions.yaml`. */
export function load(text: string, others = files): Promise<Scenario> {
  return loadScenario(text, "s/test.yaml", {
    readText: async path => {
      const found = others.get(path);
      if (found === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return found;
    },
  });
}

/** The mistakes of a scenario as `line:column message`, with the file when it is another one. */
export async function mistakes(text: string, others = files): Promise<readonly string[]> {
  try {
    await load(text, others);
  } catch (error) {
    if (!(error instanceof DynError) || error.kind !== "invalid") throw error;
    return error.problems.map(({ place, message }) => {
      const file = place?.file === "s/test.yaml" ? "" : `${place?.file}:`;
      return `${file}${place?.line}:${place?.column} ${message}`;
    });
  }
  return [];
}

/** A scenario with one entity of 100 sessions. `operations` is a YAML mapping. */
export function withSessions(operations: string, rest = ""): string {
  return `tables: [tables/sessions.yaml]
entities:
  session: { table: UserSessions, count: 100, item: { UserId: "user-\${i}", SessionId: "s" } }
operations: ${operations}
${rest}`;
}

/** The only operation of a scenario with sessions. */
export async function operation(yaml: string): Promise<Operation> {
  const [only] = (await load(withSessions(`{ it: ${yaml} }`))).operations;
  if (only === undefined) throw new Error("no operation");
  return only;
}

/** The mistakes of that operation, without their places. */
export async function operationMistakes(yaml: string): Promise<readonly string[]> {
  const found = await mistakes(withSessions(`{ it: ${yaml} }`));
  return found.map(each => each.replace(/^\S+ /, ""));
}
