// What of the generator's CPU is spent around the client: pacing, p-limit, picking, templates,
// recording. From a profile of single reads against a server that does nothing.
import { Session } from "node:inspector/promises";
import { runLoad } from "../dist/engine/run-load.js";
import { startNullServer } from "./null-server.js";
import { clock, headlineScenario, targetAt } from "./scenario.js";

const requests = 120_000;
const around =
  /\/dist\/(engine|template|scenario|targets)\/|\/node_modules\/(p-limit|yocto-queue|hdr-histogram-js)\//;
/** Waiting is no work. */
const idle = new Set(["(idle)", "(program)"]);

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const scenario = await headlineScenario();
  const server = await startNullServer();
  const target = await targetAt(server.url);
  const operations = scenario.operations.filter(({ name }) => name === "singleRead");
  const load = {
    ...scenario.load,
    order: "mixed",
    warmupMs: 1_000,
    concurrency: 64,
    extent: { kind: "requests", requests },
  };
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: 500 });
    await session.post("Profiler.start");
    await runLoad({ ...scenario, operations, load }, target, { clock });
    const { profile } = await session.post("Profiler.stop");
    const self = selfTimes(profile);
    const total = self.reduce((sum, { micros }) => sum + micros, 0);
    const own = self.filter(({ url }) => around.test(url));
    const share = own.reduce((sum, { micros }) => sum + micros, 0) / total;
    /** @type {Map<string, number>} */
    const byPart = new Map();
    for (const { url, micros } of own) {
      const [, folder, dependency] = around.exec(url) ?? [];
      const part = folder ?? dependency ?? "";
      byPart.set(part, (byPart.get(part) ?? 0) + micros);
    }
    const parts = [...byPart].map(
      ([part, micros]) => `${part} ${((micros / total) * 100).toFixed(1)} %`,
    );
    return [
      {
        what: "the engine around the client, of the generator's CPU",
        value: `${(share * 100).toFixed(0)} %`,
        goal: "at most 25 %",
        ok: share <= 0.25,
        detail: parts.join(", "),
      },
    ];
  } finally {
    session.disconnect();
    await target.close();
    await server.close();
  }
}

/** Time that each function spent itself. */
function selfTimes({ nodes, samples, timeDeltas }) {
  const byId = new Map(
    nodes.map(({ id, callFrame }) => [
      id,
      { name: callFrame.functionName, url: callFrame.url, micros: 0 },
    ]),
  );
  for (const [at, id] of samples.entries()) {
    const node = byId.get(id);
    if (node !== undefined) node.micros += timeDeltas[at] ?? 0;
  }
  return [...byId.values()].filter(({ name }) => !idle.has(name));
}
