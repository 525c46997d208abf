// Runs every benchmark, or those named, and prints each figure beside its goal. Figures are ratios
// or differences within one run, so that a slow or shared machine does not decide them.
import { measure as clientCpu } from "./client-cpu.js";
import { measure as scanMemory } from "./scan-memory.js";
import { measure as seedShare } from "./seed-share.js";
import { measure as startup } from "./startup.js";

// The SDK warns on stderr under Node 20.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** @type {Record<string, () => Promise<import("./figure.js").Figure[]>>} */
const benchmarks = {
  "client-cpu": clientCpu,
  startup,
  "seed-share": seedShare,
  "scan-memory": scanMemory,
};

const named = process.argv.slice(2);
for (const name of named) {
  if (name in benchmarks) continue;
  console.error(`no benchmark ${name}; there are ${Object.keys(benchmarks).join(", ")}`);
  process.exit(2);
}
let missed = 0;
for (const [name, measure] of Object.entries(benchmarks)) {
  if (named.length > 0 && !named.includes(name)) continue;
  console.log(`\n${name}`);
  for (const { what, value, goal, ok, detail } of await measure()) {
    if (!ok) missed++;
    console.log(`  ${ok ? "✔" : "✘"} ${what.padEnd(52)} ${value.padStart(10)}   goal ${goal}`);
    if (detail) console.log(`    ${detail}`);
  }
}
process.exitCode = missed === 0 ? 0 : 1;
