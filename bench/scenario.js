import { readFile } from "node:fs/promises";
import { thisMachine } from "../dist/cli/context.js";
import { systemClock } from "../dist/engine/clock.js";
import { loadScenario } from "../dist/scenario/load.js";
import { openTarget } from "../dist/targets/registry.js";

export const clock = systemClock(thisMachine());

/** @param {string} text a scenario, as YAML */
export function scenarioOf(text) {
  return loadScenario(text, "bench.yaml", { readText: path => readFile(path, "utf8") });
}

/** The scenario of the six headline operations. */
export async function headlineScenario() {
  const file = "scenarios/dynamodb-benchmark.yaml";
  const path = new URL(`../${file}`, import.meta.url);
  return loadScenario(await readFile(path, "utf8"), file, {
    readText: each => readFile(new URL(`../${each}`, import.meta.url), "utf8"),
  });
}

/** A target at a URL, with as many connections as a load has operations in flight. */
export function targetAt(url, { client = "wire", maxConnections = 64 } = {}) {
  const credentials = { accessKeyId: "AKIDBENCH", secretAccessKey: "not-a-secret" };
  return openTarget(
    {
      url,
      region: "us-east-1",
      credentials: async () => credentials,
      maxAttempts: 4,
      requestTimeoutMs: 30_000,
      connectTimeoutMs: 5_000,
      maxConnections,
    },
    { name: "bench", client },
  );
}

/** A target within the process that has done everything at once. */
export const nullTarget = {
  name: "null",
  client: "none",
  prepare: async () => async () => done,
  waiting: () => 0,
  close: async () => {},
};

const done = Object.freeze({
  status: "ok",
  attempts: 1,
  throttles: [],
  conflicts: 0,
  items: 1,
  consumed: [],
});
