// Whether memory grows with the run: 10 minutes of full load against a server that does nothing. Not
// part of the others; npm run bench -- soak.
import { runLoad } from "../dist/engine/run-load.js";
import { startNullServer } from "./null-server.js";
import { clock, headlineScenario, targetAt } from "./scenario.js";

const minutes = Number(process.env.SOAK_MINUTES ?? 10);
const mostGrowthBytes = 30 * 1024 * 1024;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const scenario = await headlineScenario();
  const server = await startNullServer();
  const target = await targetAt(server.url);
  const samples = [];
  const load = {
    ...scenario.load,
    order: "mixed",
    concurrency: 64,
    extent: { kind: "duration", durationMs: minutes * 60_000 },
  };
  try {
    const { result } = await runLoad({ ...scenario, load }, target, {
      clock,
      onTick: () => samples.push(process.memoryUsage.rss()),
    });
    // The median of ten seconds: a collection may come at any moment.
    const at = second => samples.slice(second - 5, second + 5).toSorted((a, b) => a - b)[5] ?? 0;
    const first = at(60);
    const last = at(samples.length - 6);
    const mib = bytes => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
    return [
      {
        what: `RSS after ${minutes} minutes over that after one`,
        value: mib(last - first),
        goal: `at most ${mib(mostGrowthBytes)}`,
        ok: last - first <= mostGrowthBytes,
        detail: `${mib(first)}, then ${mib(last)}; ${result.total.sent.toLocaleString("en")} operations`,
      },
    ];
  } finally {
    await target.close();
    await server.close();
  }
}
