// Who is busy while 100,000 items of 200 B are seeded: it ought to be the engine, not dyn.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDyn, startEngine } from "./process.js";

const items = 100_000;
const schema = "table: BenchSeed\npartitionKey: Id S\n";
const template = `item:
  Id: item-\${pad(i, 8)}
  Owner: user-\${i % 2000}
  Amount: \${int(1, 100000)}
  Note: \${hex(i)}-${"x".repeat(130)}
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const engine = await startEngine();
  try {
    await writeFile(join(folder, "table.yaml"), schema);
    await writeFile(join(folder, "item.yaml"), template);
    await runDyn(["table", "create", join(folder, "table.yaml"), "-t", engine.url]);
    const before = await engine.cpuSeconds();
    const words = ["seed", "BenchSeed", "--count", String(items)];
    const dyn = await runDyn([...words, "--template", join(folder, "item.yaml"), "-t", engine.url]);
    const engineSeconds = (await engine.cpuSeconds()) - before;
    const share = dyn.cpuSeconds / (dyn.cpuSeconds + engineSeconds);
    return [
      {
        what: `dyn's share of the CPU while seeding ${items.toLocaleString("en")}`,
        value: `${(share * 100).toFixed(0)} %`,
        goal: "below 50 %",
        ok: share < 0.5,
        detail: `engine ${engineSeconds.toFixed(1)} s, dyn ${dyn.cpuSeconds.toFixed(1)} s of CPU in ${dyn.seconds.toFixed(1)} s`,
      },
    ];
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true });
  }
}
