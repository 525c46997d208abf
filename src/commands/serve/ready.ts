import type { Session } from "../../cli/session.ts";
import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import type { ServeTask } from "./task.ts";

/** What is told once the service can be asked. */
export interface Ready {
  readonly url: string;
  readonly target: string;
  readonly task: ServeTask;
}

/** @throws DynError "usage" for a format that one line of data has not */
export function checkFormat(session: Session): void {
  const format = session.format("document");
  if (format === "table" || format === "json" || format === "jsonl") return;
  throw new DynError("usage", `dyn serve tells where it listens as JSON, not as ${format}`, {
    hint: "use -o json",
  });
}

/** A line of JSON for a script, which waits for it; for a person, where to go on. */
export async function tellReady(session: Session, ready: Ready): Promise<void> {
  const { url, target, task } = ready;
  if (session.format("document") === "table") {
    await session.notice(await readyText(session, ready));
    return;
  }
  const { pid } = session.context;
  const { workers, address } = task;
  const endpoint = address.url === undefined ? {} : { endpoint: address.url };
  const line = { url, pid, workers, target, ...endpoint };
  await session.context.stdout.write(`${JSON.stringify(line)}\n`);
}

async function readyText(session: Session, { url, target, task }: Ready): Promise<string> {
  const { keysFile, settings, workers, address } = task;
  const { noticePaint: paint } = session;
  const key = keysFile === undefined ? "" : "  with Authorization: Bearer KEY";
  const lines = [
    `serving ${escapeControl(target)} at ${paint.bold(url)}`,
    `  ask     curl ${url}/v1/tables${key}`,
    `  docs    ${url}/docs`,
    `  tables  ${tablesText(settings)}`,
    `  keys    ${keysFile === undefined ? paint.yellow("none asked for: this machine alone can ask") : escapeControl(keysFile)}`,
  ];
  if (workers > 1) lines.push(`  workers ${workers}`);
  // Whoever is to fill the engine has to know where it is.
  if (target === "memory") lines.push(`  engine  ${address.url}`);
  return [...lines, paint.dim("Ctrl-C ends it")].join("\n");
}

function tablesText({ tables }: Pick<GatewaySettings, "tables">): string {
  if (tables === undefined) return "all, with their indexes and scans";
  return escapeControl([...tables.keys()].join(", "));
}
