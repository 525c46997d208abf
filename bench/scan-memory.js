// Whether `scan --all` holds a page or the table: peak memory at 200,000 items against 20,000.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDyn, startEngine } from "./process.js";

const goalMb = 40;
const template = `item:\n  Id: item-\${pad(i, 8)}\n  Note: \${hex(i)}-${"x".repeat(170)}\n`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const engine = await startEngine();
  try {
    await writeFile(join(folder, "item.yaml"), template);
    /** @param {string} table @param {number} count */
    const peakMb = async (table, count) => {
      await writeFile(join(folder, "table.yaml"), `table: ${table}\npartitionKey: Id S\n`);
      await runDyn(["table", "create", join(folder, "table.yaml"), "-t", engine.url]);
      const seed = [
        "seed",
        table,
        "--count",
        String(count),
        "--template",
        join(folder, "item.yaml"),
      ];
      await runDyn([...seed, "-t", engine.url]);
      const { maxRssBytes } = await runDyn(["scan", table, "--all", "-t", engine.url]);
      return maxRssBytes / 1e6;
    };
    const smallMb = await peakMb("BenchScanSmall", 20_000);
    const largeMb = await peakMb("BenchScanLarge", 200_000);
    const growthMb = largeMb - smallMb;
    return [
      {
        what: "peak memory of scan --all, 200,000 over 20,000 items",
        value: `${growthMb.toFixed(0)} MB`,
        goal: `at most ${goalMb} MB`,
        ok: growthMb <= goalMb,
        detail: `${largeMb.toFixed(0)} MB against ${smallMb.toFixed(0)} MB`,
      },
    ];
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true });
  }
}
