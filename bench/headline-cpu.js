// The cores that the generator needs for each headline rate of DynamoDB: the rate times what one
// request costs against a server that does nothing.
import { runLoad } from "../dist/engine/run-load.js";
import { bareExchangeMicros } from "./bare-socket.js";
import { startNullServer } from "./null-server.js";
import { clock, headlineScenario, targetAt } from "./scenario.js";

const mostCores = 2;
/** Requests a second: 250,000 items in batches of 25, and a million in batches of 100, are 10,000. */
const headlines = {
  singleWrite: 10_000,
  batchWrite: 250_000 / 25,
  singleRead: 50_000,
  batchRead: 1_000_000 / 100,
  query: 20_000,
  transactionalWrite: 5_000,
};
const requests = { singleWrite: 60_000, batchWrite: 8_000, singleRead: 60_000, batchRead: 6_000 };

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const scenario = await headlineScenario();
  const server = await startNullServer();
  const target = await targetAt(server.url);
  const figures = [];
  try {
    const bare = await bareExchangeMicros(server.url, { connections: 64, exchanges: 120_000 });
    for (const [name, rate] of Object.entries(headlines)) {
      const operations = scenario.operations.filter(each => each.name === name);
      const load = count => ({
        ...scenario.load,
        order: "mixed",
        warmupMs: 0,
        concurrency: 64,
        extent: { kind: "requests", requests: count },
      });
      const count = requests[name] ?? 30_000;
      // The first run warms Node's compiler.
      await runLoad({ ...scenario, operations, load: load(count / 4) }, target, { clock });
      const before = process.cpuUsage();
      const { result } = await runLoad({ ...scenario, operations, load: load(count) }, target, {
        clock,
      });
      const { user, system } = process.cpuUsage(before);
      if (result.total.ok !== count)
        throw new Error(`${name}: ${JSON.stringify(result.total.errors)}`);
      const micros = (user + system) / count;
      const cores = (micros * rate) / 1e6;
      figures.push({
        what: `cores for ${rate.toLocaleString("en")} ${name} requests a second`,
        value: cores.toFixed(2),
        goal: `at most ${mostCores}`,
        ok: cores <= mostCores,
        detail: `${micros.toFixed(1)} µs a request, the engine included; a bare socket ${bare.toFixed(1)} µs`,
      });
    }
    return figures;
  } finally {
    await target.close();
    await server.close();
  }
}
