import type { Context } from "../../cli/context.ts";
import { DynError } from "../../errors.ts";
import { logOf } from "../../gateway/log/log.ts";
import { freePort } from "./free-port.ts";
import { LineBuffer } from "./line-buffer.ts";
import type { Serving } from "./serving.ts";
import type { ServeTask } from "./task.ts";
import { untilTold } from "./until-told.ts";
import { WorkerPool } from "./worker-pool.ts";

/**
 * Serves by several processes on one port.
 * @throws DynError what the first of them could not do; "interrupted" by a signal before all listen
 */
export async function serveByWorkers(
  task: ServeTask,
  { stderr, now, told }: Pick<Context, "stderr" | "now" | "told">,
): Promise<Serving> {
  const lines = new LineBuffer(stderr);
  const log = logOf({ level: task.logLevel, write: lines.add, now });
  const { host } = task;
  const port = task.port === 0 ? await freePort(host) : task.port;
  const workers = new WorkerPool({ ...task, port }, log);
  // Ctrl-C at a terminal ends workers that cannot handle it yet: theirs is no death to tell of.
  const interrupted = untilTold(told).then(() => {
    throw new DynError("interrupted", "interrupted");
  });
  try {
    const url = await Promise.race([workers.start(), interrupted]);
    return { url, end: () => workers.end() };
  } catch (error) {
    await workers.kill();
    throw error;
  }
}
