import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";

/** Calls back at a time that a timer of the event loop, in whole milliseconds, could not keep. */
export interface Alarm {
  /** Calls back once, so long from now; not to be set again before it has. */
  set(delayMs: number, callback: () => void): void;
  close(): void;
}

/**
 * The thread sleeps in the operating system, to some tens of microseconds, and costs next to no
 * processor time, where an event loop that looks again and again would use up a core. It is text
 * because a worker's module would have to be found both from the sources and from what is built.
 */
const sleeper = `
const { parentPort, workerData: memory } = require("node:worker_threads");
const bell = new Int32Array(memory, 0, 1);
const wake = new Float64Array(memory, 8, 1);
parentPort.postMessage("ready");
for (;;) {
  const rung = Atomics.load(bell, 0);
  const at = wake[0];
  const delayMs = at - performance.timeOrigin - performance.now();
  if (at === 0) Atomics.wait(bell, 0, rung);
  else if (delayMs <= 0 || Atomics.wait(bell, 0, rung, delayMs) === "timed-out") {
    wake[0] = 0;
    parentPort.postMessage("now");
  }
}`;

/** Needs a thread of its own; resolves once it can be set. */
export async function createAlarm(): Promise<Alarm> {
  const memory = new SharedArrayBuffer(16);
  const bell = new Int32Array(memory, 0, 1);
  const wake = new Float64Array(memory, 8, 1);
  const thread = new Worker(sleeper, { eval: true, workerData: memory, execArgv: [] });
  await once(thread, "message");
  let ring = () => {};
  thread.on("message", () => ring());
  return {
    set(delayMs, callback) {
      ring = callback;
      wake[0] = performance.timeOrigin + performance.now() + delayMs;
      Atomics.add(bell, 0, 1);
      Atomics.notify(bell, 0);
    },
    close() {
      ring = () => {};
      void thread.terminate();
    },
  };
}
