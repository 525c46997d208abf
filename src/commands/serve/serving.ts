import type { Context } from "../../cli/context.ts";
import { openGateway } from "./gateway.ts";
import type { ServeTask } from "./task.ts";
import { serveByWorkers } from "./workers.ts";

/** A service under way, in this process or in several. */
export interface Serving {
  readonly url: string;
  /** Takes nothing new, ends what is in flight; gives how many requests were cut off. */
  end(): Promise<number>;
}

/** @throws DynError when it cannot listen, or a file is not right */
export function startServing(task: ServeTask, context: Context): Promise<Serving> {
  return task.workers === 1 ? openGateway(task, context) : serveByWorkers(task, context);
}
