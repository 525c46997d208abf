// Runs every benchmark, or those named, and prints each figure beside its goal. Figures are ratios
// or differences within one run, so that a slow or shared machine does not decide them.
import { measure as clientCpu } from "./client-cpu.js";
import { measure as engineShare } from "./engine-share.js";
import { measure as exportItems } from "./export.js";
import { measure as headlineCpu } from "./headline-cpu.js";
import { measure as importing } from "./import.js";
import { measure as plan } from "./plan.js";
import { measure as postgresLoad } from "./postgres-load.js";
import { measure as postgresReads } from "./postgres-reads.js";
import { measure as postgresTpcb } from "./postgres-tpcb.js";
import { measure as queryProcess } from "./query-process.js";
import { measure as scanMemory } from "./scan-memory.js";
import { measure as seedShare } from "./seed-share.js";
import { measure as serve } from "./serve.js";
import { measure as serveCached } from "./serve-cached.js";
import { measure as soak } from "./soak.js";
import { measure as startup } from "./startup.js";
import { measure as truth } from "./truth.js";
import { measure as workers } from "./workers.js";

// The SDK warns on stderr under Node 20.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** @type {Record<string, () => Promise<import("./figure.js").Figure[]>>} */
const benchmarks = {
  "client-cpu": clientCpu,
  "headline-cpu": headlineCpu,
  "engine-share": engineShare,
  truth,
  workers,
  startup,
  "query-process": queryProcess,
  "seed-share": seedShare,
  "scan-memory": scanMemory,
  import: importing,
  export: exportItems,
  plan,
  "serve-cached": serveCached,
  "postgres-load": postgresLoad,
  "postgres-reads": postgresReads,
  "postgres-tpcb": postgresTpcb,
  serve,
};

/** Those that take long and so run only when they are named. */
const onlyNamed = { soak };

const named = process.argv.slice(2);
for (const name of named) {
  if (name in benchmarks || name in onlyNamed) continue;
  const names = Object.keys({ ...benchmarks, ...onlyNamed });
  console.error(`no benchmark ${name}; there are ${names.join(", ")}`);
  process.exit(2);
}
let missed = 0;
const chosen = Object.entries({ ...benchmarks, ...onlyNamed }).filter(([name]) =>
  named.length > 0 ? named.includes(name) : name in benchmarks,
);
for (const [name, measure] of chosen) {
  console.log(`\n${name}`);
  for (const { what, value, goal, ok, detail } of await measure()) {
    if (!ok) missed++;
    console.log(`  ${ok ? "✔" : "✘"} ${what.padEnd(52)} ${value.padStart(10)}   goal ${goal}`);
    if (detail) console.log(`    ${detail}`);
  }
}
process.exitCode = missed === 0 ? 0 : 1;
