// How much more two workers do than one, against a target within the process: what is left is the
// engine alone, each worker's on a core of its own.
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { runLoad } from "../dist/engine/run-load.js";
import { sliceOf, whole } from "../dist/engine/slice.js";
import { clock, nullTarget, scenarioOf } from "./scenario.js";

const rounds = 3;
const scenarioText = `
name: workers
seed: 7
entities:
  record: { table: Benchmark, count: 100000, item: { PK: "p-\${i}" } }
operations:
  read: { weight: 9, get: { entity: record, pick: zipf } }
  write: { weight: 1, put: { entity: record, pick: new } }
load: { warmup: 500ms, duration: 2s, concurrency: 64 }
`;

/** Operations a second of so many workers together. */
async function throughput(workers) {
  const running = Array.from(
    { length: workers },
    (_, index) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(fileURLToPath(import.meta.url), {
          workerData: { index, workers },
        });
        worker.once("message", resolve);
        worker.once("error", reject);
      }),
  );
  return (await Promise.all(running)).reduce((sum, each) => sum + each, 0);
}

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const ratios = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = await throughput(1);
    const two = await throughput(2);
    ratios.push({ one, two, ratio: two / one });
  }
  const best = ratios.toSorted((a, b) => a.ratio - b.ratio)[rounds >> 1];
  return [
    {
      what: "two workers against one, within the process",
      value: best.ratio.toFixed(2),
      goal: "at least 1.7",
      ok: best.ratio >= 1.7,
      detail: `${Math.round(best.two).toLocaleString("en")} against ${Math.round(best.one).toLocaleString("en")} operations a second, the median of ${rounds}`,
    },
  ];
}

if (!isMainThread && workerData?.workers !== undefined) {
  const { index, workers } = workerData;
  const { result } = await runLoad(await scenarioOf(scenarioText), nullTarget, {
    clock,
    slice: sliceOf(whole, index, workers),
  });
  parentPort?.postMessage(result.total.throughput);
}
