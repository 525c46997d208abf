/** What runs in a worker thread: a slice of a load, on a target of its own. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { placeAt } from "../../cli/address.ts";
import { thisMachine } from "../../cli/context.ts";
import { systemClock } from "../../engine/clock.ts";
import { runLoad } from "../../engine/run-load.ts";
import { shareOf } from "../../engine/slice.ts";
import { buffersOf } from "../../engine/written-items.ts";
import { DynError } from "../../errors.ts";
import { openTarget } from "../../targets/registry.ts";
import { loadSource } from "./scenarios.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./worker-messages.ts";

if (parentPort === null) throw new TypeError("it runs as a worker thread only");
await work(parentPort, workerData as WorkerTask);

async function work(port: MessagePort, task: WorkerTask): Promise<void> {
  const send = (message: FromWorker, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);
  const orders = follow(port);
  try {
    await perform(task, orders, send);
  } catch (error) {
    // Any other error is a fault of dyn's: it ends the thread, and the main thread tells.
    if (!(error instanceof DynError)) throw error;
    const { kind, message, hint } = error;
    send({ kind: "failed", error: { kind, message, ...(hint !== undefined && { hint }) } });
  } finally {
    port.close();
  }
}

async function perform(
  { source, slice, leg, address, target: options, env }: WorkerTask,
  { started, signal }: Orders,
  send: (message: FromWorker, moved?: ArrayBuffer[]) => void,
): Promise<void> {
  const scenario = await loadSource(source);
  const maxConnections = Math.max(1, shareOf(scenario.load.concurrency, slice));
  const target = await openTarget(await placeAt(address, { env, maxConnections }), options);
  const judging = scenario.thresholds.some(({ abort }) => abort !== undefined);
  // What one worker has measured is no reason to stop: the main thread judges what all have.
  const thresholds = scenario.thresholds.map(({ abort: _, ...threshold }) => threshold);
  try {
    const { result, written } = await runLoad({ ...scenario, thresholds }, target, {
      // The processor time is the process's; the main thread reads it for all workers together.
      clock: systemClock({ ...thisMachine(), cpuMicros: () => 0 }),
      slice,
      ...(leg && { leg }),
      signal,
      ready: async () => {
        send({ kind: "ready" });
        await started;
      },
      onTick: (snapshot, measure) => {
        const measured = judging && snapshot.phase === "measured" ? { measured: measure() } : {};
        send({ kind: "tick", snapshot, ...measured });
      },
    });
    const parts = written.toParts();
    send({ kind: "done", result, written: parts }, buffersOf(parts));
  } finally {
    await target.close();
  }
}

/** What the main thread has told the worker to do. */
interface Orders {
  /** Resolves at the moment when all start, or when there is nothing to start any more. */
  readonly started: Promise<void>;
  readonly signal: AbortSignal;
}

function follow(port: MessagePort): Orders {
  const stop = new AbortController();
  const started = new Promise<void>(resolve => {
    stop.signal.addEventListener("abort", () => resolve());
    port.on("message", (order: ToWorker) => {
      switch (order.kind) {
        case "start":
          setTimeout(resolve, Math.max(0, order.epochMs - Date.now()));
          return;
        case "stop":
          stop.abort();
          return;
        default:
          order satisfies never;
      }
    });
  });
  return { started, signal: stop.signal };
}
