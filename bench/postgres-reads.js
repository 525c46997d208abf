// Point reads of an embedded PostgreSQL over a pool of 8, against pgbench, in turns: the same
// statement of the same table, prepared.
import { againstPgbench } from "./postgres.js";

const seconds = 4;
const scale = 5;

const scenario = `
name: postgres-reads
entities:
  account: { table: pgbench_accounts, count: ${scale * 100_000}, item: { aid: "\${i + 1}", abalance: 0 } }
operations:
  read: { get: { entity: account, pick: uniform, select: abalance } }
load: { warmup: 1s, duration: ${seconds}s, concurrency: 8 }
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export function measure() {
  return againstPgbench({
    what: "point reads of PostgreSQL, against pgbench -S",
    least: 0.5,
    scale,
    words: ["-S", "-T", String(seconds)],
    scenario,
  });
}
