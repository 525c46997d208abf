// A TPC-B-like transaction on an embedded PostgreSQL over a pool of 8, against pgbench's own, in
// turns: three balances change and one row of history is made together, and one balance is read.
import { figureSkipped, median } from "./figure.js";
import { withPgbench } from "./postgres.js";

const rounds = 3;
const seconds = 5;
const scale = 5;
const what = "a TPC-B-like transaction, against pgbench";

/** pgbench's history has no key, which an item needs: this one costs an index more. */
const history = `
DROP TABLE IF EXISTS history;
CREATE TABLE history
  (id int PRIMARY KEY, tid int, bid int, aid int, delta int, mtime timestamp DEFAULT now());
UPDATE pgbench_branches SET bbalance = 0;
VACUUM pgbench_branches, pgbench_tellers;
`;

const scenario = `
name: postgres-tpcb
entities:
  account: { table: pgbench_accounts, count: ${scale * 100_000}, item: { aid: "\${i + 1}" } }
  teller: { table: pgbench_tellers, count: ${scale * 10}, item: { tid: "\${i + 1}" } }
  branch: { table: pgbench_branches, count: ${scale}, item: { bid: "\${i + 1}" } }
  entry:
    table: history
    count: 0
    item:
      id: "\${i}"
      tid: "\${int(1, ${scale * 10})}"
      bid: "\${int(1, ${scale})}"
      aid: "\${int(1, ${scale * 100_000})}"
      delta: "\${int(-5000, 5000)}"
operations:
  transaction:
    vars: { delta: "\${int(-5000, 5000)}" }
    flow:
      - transactWrite:
          - update: { entity: account, pick: uniform, do: "ADD abalance \${delta}" }
          - update: { entity: teller, pick: uniform, do: "ADD tbalance \${delta}" }
          - update: { entity: branch, pick: uniform, do: "ADD bbalance \${delta}" }
          - put: { entity: entry, pick: new }
      - get: { entity: account, pick: uniform, select: abalance, consistent: true }
load: { warmup: 1s, duration: ${seconds}s, concurrency: 8 }
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const runs = await withPgbench(scale, async ({ perform, pgbench, dyn }) => {
    const words = ["-M", "prepared", "-c", "8", "-T", String(seconds)];
    const each = [];
    for (let round = 0; round < rounds; round += 1) {
      await perform(history);
      const own = await pgbench(words);
      const plain = await dyn(scenario);
      await perform(history);
      each.push({ pgbench: own, dyn: plain, pipelined: await dyn(scenario, "?pipelining=true") });
    }
    return each;
  });
  if (runs === undefined) return [figureSkipped(what, "no pgbench; PGBENCH names one")];
  const by = name => median(runs.map(run => run[name] / run.pgbench));
  const ratio = by("dyn");
  const perSecond = name => Math.round(median(runs.map(run => run[name]))).toLocaleString("en");
  return [
    {
      what,
      value: ratio.toFixed(2),
      goal: "at least 0.8",
      ok: ratio >= 0.8,
      detail: `${perSecond("dyn")} against ${perSecond("pgbench")} a second, the median of ${rounds}; with pipelining ${perSecond("pipelined")}, or ${by("pipelined").toFixed(2)}`,
    },
  ];
}
