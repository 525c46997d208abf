import type { Sink } from "../../cli/context.ts";
import { buildServer } from "../../gateway/http/server.ts";
import { logOf } from "../../gateway/log/log.ts";
import type { MetricFamily } from "../../gateway/metrics/family.ts";
import { metricsRoute } from "../../gateway/metrics/route.ts";
import { operate } from "../../gateway/operations/operate.ts";
import { misnamed } from "../../gateway/query/misnamed.ts";
import { Closing } from "./closing.ts";
import { LineBuffer } from "./line-buffer.ts";
import { listen } from "./listen.ts";
import { openParts, type ServeParts } from "./parts.ts";
import type { Invalidated, Peers } from "./peers.ts";
import type { ServeTask } from "./task.ts";

/** The process that a gateway runs in. */
export interface GatewayHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Pick<Sink, "write">;
  readonly stderr: Pick<Sink, "write">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Absent: it is the only one. */
  readonly peers?: Peers;
}

/** A service that listens. */
export interface Gateway {
  readonly url: string;
  /** What this process has counted. */
  families(): Promise<readonly MetricFamily[]>;
  /** Drops what this process keeps. */
  invalidate(what: Invalidated): Promise<number>;
  /** Takes nothing new, ends what is in flight, and closes; gives how many requests were cut off. */
  end(): Promise<number>;
}

/**
 * Starts the service in this process.
 * @throws DynError when it cannot listen there, or a file is not right
 */
export async function openGateway(task: ServeTask, host: GatewayHost): Promise<Gateway> {
  const out = new LineBuffer(host.stdout);
  const err = new LineBuffer(host.stderr);
  const closing = new Closing();
  closing.add(() => Promise.all([out.flush(), err.flush()]));
  const { now, peers } = host;
  const worker = peers === undefined ? {} : { worker: peers.number };
  const log = logOf({ level: task.logLevel, write: err.add, now, ...worker });
  try {
    const parts = await openParts(task, host, { log, write: out.add }, closing);
    const url = await serve(parts, task, closing);
    log.write("info", "listening", { url });
    if (peers === undefined || peers.number === 1) void tellMisnamed(parts, closing);
    return {
      url,
      families: () => parts.metrics.families(),
      invalidate: what => parts.ownCache.invalidate(what),
      end: async () => {
        const { lifecycle } = parts;
        lifecycle.drain();
        log.write("info", "draining", { count: lifecycle.inFlight });
        const cut = await lifecycle.idle(task.drainMs);
        if (cut > 0) log.write("warn", "cut off requests that took too long", { count: cut });
        log.write("info", "ended");
        await closing.close();
        return cut;
      },
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** A mistake in a name would show to callers alone, as a 404. */
async function tellMisnamed({ settings, store, log }: ServeParts, closing: Closing): Promise<void> {
  const ended = new AbortController();
  closing.add(() => ended.abort());
  for (const text of await misnamed(settings, store, ended.signal)) log.write("warn", text);
}

async function serve(parts: ServeParts, task: ServeTask, closing: Closing): Promise<string> {
  const { metrics } = parts;
  const app = await buildServer(parts, [
    async (server, { allowing }) => {
      await operate(server, parts);
      metricsRoute(
        server,
        metrics,
        allowing(() => ({ kind: "metrics" })),
      );
    },
  ]);
  closing.add(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  return listen(app, task);
}
