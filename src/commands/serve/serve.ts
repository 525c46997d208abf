import { withAddress } from "../../cli/reach.ts";
import type { Session } from "../../cli/session.ts";
import { isSql } from "../../config/connection.ts";
import { servedBy } from "../../config/resolve.ts";
import { DynError } from "../../errors.ts";
import { exposed } from "./exposure.ts";
import { checkOptions, type ServeOptions } from "./options.ts";
import { checkFormat, tellReady } from "./ready.ts";
import { startServing } from "./serving.ts";
import { taskOf } from "./task-of.ts";

/** Serves until a signal, then ends what is in flight. */
export async function serve(session: Session, options: ServeOptions): Promise<void> {
  checkOptions(options);
  checkFormat(session);
  const { context, flags } = session;
  const served = await servedBy(context, flags.target);
  const { connection } = served;
  if (isSql(connection)) {
    throw new DynError("usage", `${connection.name} is a SQL database, and dyn serves DynamoDB`);
  }
  const settings = exposed(served);
  const prepared = await taskOf(options, settings, context);
  if (flags.dryRun) {
    await session.notice(`all is right: would serve ${connection.name}`);
    return;
  }
  await withAddress(session, connection, async address => {
    if (address.kind === "sql") throw new TypeError("a SQL database");
    const task = { ...prepared, address };
    const serving = await startServing(task, context);
    await tellReady(session, { url: serving.url, target: connection.name, task });
    await told(context.told);
    const cut = await serving.end();
    if (cut > 0) throw cutOff(cut, options);
  });
}

function told(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function cutOff(cut: number, { drainTimeout }: ServeOptions): DynError {
  const requests = cut === 1 ? "1 request was" : `${cut} requests were`;
  return new DynError("partial", `${requests} cut off ${drainTimeout / 1_000} s after the signal`, {
    hint: "--drain-timeout gives them longer",
  });
}
