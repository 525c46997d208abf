import { Worker } from "node:worker_threads";
import type { Result } from "../../engine/result.ts";
import { WrittenItems } from "../../engine/written-items.ts";
import { DynError } from "../../errors.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./worker-messages.ts";

/** What a worker has measured, and the items that it has written. */
export interface WorkerRun {
  readonly result: Result;
  readonly written: WrittenItems;
}

/** A worker thread as the main thread sees it. Both promises reject when it fails or dies. */
export interface WorkerThread {
  /** Everything is prepared; it waits for `start`. */
  readonly ready: Promise<void>;
  readonly done: Promise<WorkerRun>;
  post(order: ToWorker): void;
  /** Ends it, whatever it is at. */
  end(): Promise<void>;
}

type Tick = Extract<FromWorker, { kind: "tick" }>;

const entry = new URL("./worker.js", import.meta.url);

/** Starts a worker. @param name for messages, such as `worker 2 of 3` */
export function startWorker(
  name: string,
  task: WorkerTask,
  onTick: (tick: Tick) => void,
): WorkerThread {
  const worker = new Worker(entry, { workerData: task });
  let settleReady: (error?: DynError) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    settleReady = error => (error === undefined ? resolve() : reject(error));
  });
  const done = new Promise<WorkerRun>((resolve, reject) => {
    const fail = (error: DynError) => {
      settleReady(error);
      reject(error);
    };
    worker.on("message", (message: FromWorker) => {
      switch (message.kind) {
        case "ready":
          return settleReady();
        case "tick":
          return onTick(message);
        case "done":
          return resolve({ result: message.result, written: WrittenItems.from(message.written) });
        case "failed": {
          const { kind, message: text, hint } = message.error;
          return fail(new DynError(kind, text, hint === undefined ? {} : { hint }));
        }
        default:
          return message satisfies never;
      }
    });
    worker.on("error", cause => fail(died(name, cause)));
    // After `done` this changes nothing any more.
    worker.on("exit", code => fail(died(name, new Error(`exit code ${code}`))));
  });
  // Whoever waits for one of them is told; the other is then no error that nobody handles.
  ready.catch(() => {});
  done.catch(() => {});
  return {
    ready,
    done,
    post: order => worker.postMessage(order),
    end: async () => {
      await worker.terminate();
    },
  };
}

function died(name: string, cause: Error): DynError {
  const outOfMemory = "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY";
  const why = outOfMemory ? "it ran out of memory" : cause.message;
  return new DynError("failed", `${name} has died: ${why}`, {
    hint: outOfMemory
      ? "give it more with NODE_OPTIONS=--max-old-space-size=4096, or use more workers"
      : "the others were ended, and nothing of the run is reported; --verbose says more",
    cause,
  });
}
