// How much of what the engine can read an export brings into a file, and whether its memory grows with the table.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./figure.js";
import { httpLoad } from "./http-load.js";
import { startPageServer } from "./page-server.js";
import { runDyn, startEngine } from "./process.js";

const items = 200_000;
const segments = 4;
const rounds = 5;
const leastShare = 0.8;
const mostGrowthMb = 60;
const schema = "table: BenchExport\npartitionKey: Id S\n";
/** 300 B, as DynamoDB counts. */
const template = `item:
  Id: item-\${pad(i, 8)}
  Name: name \${pad(i, 8)}
  Count: \${i}
  Flag: true
  Note: \${pad(i, 8)}-${"x".repeat(232)}
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  try {
    return [await shareOfEngine(folder), await growth(folder)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {string} folder */
async function shareOfEngine(folder) {
  const engine = await startEngine();
  try {
    await writeFile(join(folder, "table.yaml"), schema);
    await writeFile(join(folder, "item.yaml"), template);
    await runDyn(["table", "create", join(folder, "table.yaml"), "-t", engine.url]);
    const seed = ["seed", "BenchExport", "--count", String(items)];
    await runDyn([...seed, "--template", join(folder, "item.yaml"), "-t", engine.url]);
    const bodies = await scanBodies(engine.url);
    const shares = [];
    const rates = [];
    let tool = "";
    for (let round = 0; round < rounds; round += 1) {
      const load = { connections: segments, seconds: 8 };
      const loaded = await httpLoad(engine.url, "Scan", bodies, load);
      tool = loaded.tool;
      const bare = ((loaded.requests / bodies.length) * items) / loaded.seconds;
      const file = join(folder, `items-${round}.jsonl`);
      const words = ["export", "BenchExport", file, "--segments", String(segments)];
      const { seconds } = await runDyn([...words, "-t", engine.url]);
      shares.push(items / seconds / bare);
      rates.push(`${Math.round(items / seconds / 1000)}k/s of ${Math.round(bare / 1000)}k/s`);
    }
    const share = median(shares);
    return {
      what: `export of ${items.toLocaleString("en")} items, of ${tool}'s Scan rate`,
      value: share.toFixed(2),
      goal: `at least ${leastShare}`,
      ok: share >= leastShare,
      detail: `${rates.join(", ")}; ${segments} segments, the whole process`,
    };
  } finally {
    await engine.stop();
  }
}

/** Every request that reads the table in segments, each with its real ExclusiveStartKey. @param {string} url */
async function scanBodies(url) {
  const { connect, embeddedEndpoint } = await import("../dist/dynamodb/connect.js");
  const client = await connect(
    embeddedEndpoint(new URL(url), { maxConnections: segments }),
    "wire",
  );
  try {
    const ofSegment = async Segment => {
      const bodies = [];
      let ExclusiveStartKey;
      do {
        const input = {
          TableName: "BenchExport",
          ReturnConsumedCapacity: "TOTAL",
          Segment,
          TotalSegments: segments,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        };
        bodies.push(JSON.stringify(input));
        const reply = await client.send("Scan", input);
        if (reply.outcome !== "ok") throw new Error(reply.error.message);
        ExclusiveStartKey = reply.body.member("LastEvaluatedKey");
      } while (ExclusiveStartKey);
      return bodies;
    };
    const parts = await Promise.all(Array.from({ length: segments }, (_, n) => ofSegment(n)));
    // As an export sends them: one of each segment at a time.
    const longest = Math.max(...parts.map(part => part.length));
    return Array.from({ length: longest }, (_, at) =>
      parts.flatMap(part => part.slice(at, at + 1)),
    ).flat();
  } finally {
    await client.close();
  }
}

/** Against a synthetic server: the engine would take minutes to hold so much. @param {string} folder */
async function growth(folder) {
  const peak = async count => {
    const server = await startPageServer(Math.ceil(count / 3_500 / segments));
    try {
      const file = join(folder, `${count}.jsonl`);
      const words = ["export", "Endless", file, "--segments", String(segments), "-t", server.url];
      const { maxRssBytes, seconds } = await runDyn(words);
      await rm(file);
      return { mb: maxRssBytes / 1e6, rate: Math.round(count / seconds / 1000) };
    } finally {
      await server.close();
    }
  };
  const small = await peak(items);
  const large = await peak(10 * items);
  const growthMb = large.mb - small.mb;
  return {
    what: `peak memory of an export, ${(10 * items).toLocaleString("en")} over ${items.toLocaleString("en")} items`,
    value: `${growthMb.toFixed(0)} MB`,
    goal: `at most ${mostGrowthMb} MB`,
    ok: growthMb <= mostGrowthMb,
    detail: `${large.mb.toFixed(0)} MB against ${small.mb.toFixed(0)} MB; a synthetic server, ${large.rate}k items/s`,
  };
}
