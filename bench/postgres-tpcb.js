// A TPC-B-like transaction on an embedded PostgreSQL over a pool of 8, against pgbench's own, in
// turns: three balances change and one row of history is made together, and one balance is read.
import { againstPgbench } from "./postgres.js";

const seconds = 5;
const scale = 5;

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
export function measure() {
  return againstPgbench({
    what: "a TPC-B-like transaction, against pgbench",
    least: 0.8,
    scale,
    words: ["-T", String(seconds)],
    scenario,
    before: history,
  });
}
