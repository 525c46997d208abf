import { withAddress } from "../../cli/reach.ts";
import type { Session } from "../../cli/session.ts";
import { servedOf } from "../../config/served.ts";
import { DynError } from "../../errors.ts";
import { checkOptions, type ServeOptions } from "./options.ts";
import { checkFormat, tellReady } from "./ready.ts";
import { startServing } from "./serving.ts";
import { taskOf } from "./task-of.ts";
import { untilTold } from "./until-told.ts";

/** Serves until a signal, then ends what is in flight. */
export async function serve(session: Session, options: ServeOptions): Promise<void> {
  checkOptions(options);
  checkFormat(session);
  const { context, flags } = session;
  const { connection, settings } = await servedOf(context, flags.target);
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
    await untilTold(context.told);
    const cut = await serving.end();
    if (cut > 0) throw cutOff(cut, options);
  });
}

function cutOff(cut: number, { drainTimeout }: ServeOptions): DynError {
  const requests = cut === 1 ? "1 request was" : `${cut} requests were`;
  return new DynError("partial", `${requests} cut off ${drainTimeout / 1_000} s after the signal`, {
    hint: "--drain-timeout gives them longer",
  });
}
