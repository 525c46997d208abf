// Point reads of an embedded PostgreSQL over a pool of 8, against pgbench, in turns: the same
// statement of the same table, prepared.
import { figureSkipped, median } from "./figure.js";
import { withPgbench } from "./postgres.js";

const rounds = 3;
const seconds = 4;
const scale = 5;
const what = "point reads of PostgreSQL, against pgbench -S";

const scenario = `
name: postgres-reads
entities:
  account: { table: pgbench_accounts, count: ${scale * 100_000}, item: { aid: "\${i + 1}", abalance: 0 } }
operations:
  read: { get: { entity: account, pick: uniform, select: abalance } }
load: { warmup: 1s, duration: ${seconds}s, concurrency: 8 }
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const runs = await withPgbench(scale, async ({ pgbench, dyn }) => {
    const words = ["-S", "-M", "prepared", "-c", "8", "-T", String(seconds)];
    const each = [];
    for (let round = 0; round < rounds; round += 1) {
      each.push({
        pgbench: await pgbench(words),
        dyn: await dyn(scenario),
        pipelined: await dyn(scenario, "?pipelining=true"),
      });
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
      goal: "at least 0.5",
      ok: ratio >= 0.5,
      detail: `${perSecond("dyn")} against ${perSecond("pgbench")} a second, the median of ${rounds}; with pipelining ${perSecond("pipelined")}, or ${by("pipelined").toFixed(2)}`,
    },
  ];
}
