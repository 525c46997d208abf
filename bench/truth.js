// Whether reported latencies are true: against a server that delays each reply by a known time and
// writes down how long it held it, and against one that stalls for a second in an open loop.
import { fork } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { runLoad } from "../dist/engine/run-load.js";
import { clock, scenarioOf, targetAt } from "./scenario.js";

const percentiles = { p50: 50, p75: 75, p90: 90, p95: 95, p99: 99, p999: 99.9 };
const text = load => `
name: truth
seed: 7
entities:
  record: { table: Benchmark, count: 1000, item: { PK: "p-\${i}", SK: "s-\${i}" } }
operations:
  read: { get: { entity: record } }
load: ${load}
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  return [await measureDelays(), ...(await measureStall())];
}

async function measureDelays() {
  const server = await startServer("delays");
  const target = await targetAt(server.url);
  try {
    const scenario = await scenarioOf(text("{ requests: 20000, concurrency: 16 }"));
    const { result } = await runLoad(scenario, target, { clock });
    const held = (await server.ask()).toSorted((a, b) => a - b);
    const errors = Object.entries(percentiles).map(([name, percent]) => {
      const real = held[Math.ceil((percent / 100) * held.length) - 1];
      const reported = result.total.latencyMs[name];
      const off = Math.abs(reported - real);
      return { name, real, reported, ok: off <= Math.max(0.5, real * 0.03) };
    });
    const worst = errors.reduce((a, b) =>
      Math.abs(b.reported - b.real) > Math.abs(a.reported - a.real) ? b : a,
    );
    return {
      what: "percentiles p50 … p99.9 of known delays",
      value: `${(worst.reported - worst.real).toFixed(2)} ms off`,
      goal: "3 % or 0.5 ms",
      ok: errors.every(({ ok }) => ok),
      detail: errors
        .map(({ name, real, reported }) => `${name} ${reported.toFixed(2)} (${real.toFixed(2)})`)
        .join(", "),
    };
  } finally {
    await target.close();
    await server.close();
  }
}

/** 10,000 arrivals in 10 s and one stall of 1 s: 1,000 of them wait, from 1 s down to nothing. */
async function measureStall() {
  const server = await startServer("stall");
  const target = await targetAt(server.url);
  try {
    const scenario = await scenarioOf(text("{ rate: 1000/s, duration: 10s, concurrency: 64 }"));
    const { result } = await runLoad(scenario, target, { clock });
    const expected = { p99: 900, max: 1000 };
    return Object.entries(expected).map(([name, wanted]) => {
      const reported = result.total.latencyMs[name];
      return {
        what: `${name} at 1,000/s for 10 s with one stall of 1 s`,
        value: `${reported.toFixed(0)} ms`,
        goal: `${wanted} ms, within 5 %`,
        ok: Math.abs(reported - wanted) <= wanted * 0.05,
        detail: `service time ${result.total.serviceMs[name].toFixed(1)} ms, ${result.load.queued} queued, start p99 ${result.generator.scheduleLagP99Ms?.toFixed(2)} ms late`,
      };
    });
  } finally {
    await target.close();
    await server.close();
  }
}

async function startServer(kind) {
  const child = fork(fileURLToPath(import.meta.url), [kind], { stdio: "inherit" });
  const next = () => new Promise(resolve => child.once("message", resolve));
  const port = await next();
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    ask: () => {
      const answer = next();
      child.send("held");
      return answer;
    },
    close: () =>
      new Promise(resolve => {
        child.once("exit", resolve);
        child.kill();
      }),
  };
}

const description = JSON.stringify({
  Table: {
    TableName: "Benchmark",
    TableStatus: "ACTIVE",
    KeySchema: [
      { AttributeName: "PK", KeyType: "HASH" },
      { AttributeName: "SK", KeyType: "RANGE" },
    ],
    AttributeDefinitions: ["PK", "SK"].map(AttributeName => ({
      AttributeName,
      AttributeType: "S",
    })),
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  },
});

const reply = body =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
const described = reply(description);
const empty = reply("{}");

function serve(kind) {
  const held = [];
  let seen = 0;
  let stalledUntilMs = 0;
  // The body of a log-normal distribution: a median of 5 ms, a tail up to 100.
  const delayMs = () => {
    const [u, v] = [Math.random() || 1e-9, Math.random()];
    const normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
    return Math.min(100, 5 * Math.exp(0.7 * normal));
  };
  // Bare sockets: an HTTP server's own work would lie outside what it writes down as held. A request
  // of the load comes in one piece, and the next one of its connection after the answer.
  const server = createServer({ noDelay: true }, socket => {
    socket.on("error", () => {});
    socket.on("data", chunk => {
      const startMs = performance.now();
      const operation = /x-amz-target: \w+\.(\w+)/i.exec(chunk.toString("latin1"))?.[1];
      if (operation !== "GetItem") {
        socket.write(operation === "DescribeTable" ? described : empty);
        return;
      }
      seen += 1;
      if (kind === "stall" && seen === 4_000) stalledUntilMs = startMs + 1_000;
      const waitMs = kind === "stall" ? Math.max(0, stalledUntilMs - startMs) : delayMs();
      const answer = () => {
        socket.write(empty);
        held.push(performance.now() - startMs);
      };
      if (waitMs === 0) answer();
      else setTimeout(answer, waitMs);
    });
  });
  process.on("message", () => process.send?.(held));
  process.once("disconnect", () => process.exit());
  server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(process.argv[2]);
