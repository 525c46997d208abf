// How much longer `dyn --help` takes than Node itself: what users wait for before anything happens.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./figure.js";

const dynPath = fileURLToPath(new URL("../bin/dyn.js", import.meta.url));
const runs = 15;
const goalMs = 60;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  /** @param {readonly string[]} words */
  const time = words => {
    const started = performance.now();
    spawnSync(process.execPath, words, { stdio: "ignore" });
    return performance.now() - started;
  };
  time(["-e", "0"]);
  time([dynPath, "--help"]);
  const node = [];
  const dyn = [];
  for (let run = 0; run < runs; run++) {
    node.push(time(["-e", "0"]));
    dyn.push(time([dynPath, "--help"]));
  }
  const overMs = median(dyn) - median(node);
  return [
    {
      what: "dyn --help over node -e 0",
      value: `${overMs.toFixed(0)} ms`,
      goal: `at most ${goalMs} ms`,
      ok: overMs <= goalMs,
      detail: `median of ${runs}: dyn ${median(dyn).toFixed(0)} ms, node ${median(node).toFixed(0)} ms`,
    },
  ];
}
